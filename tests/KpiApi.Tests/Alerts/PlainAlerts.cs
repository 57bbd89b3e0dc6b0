using System.Globalization;
using KpiApi.Http;
using NodaTime;

namespace KpiApi.Tests.Alerts;

/// <summary>
/// Alerts about metrics as one would write them down who had all the time in the world: at each look, all tickets and answers are counted anew. Nothing
/// of the service's calendars, queries or expectations is used.
/// </summary>
internal sealed class PlainAlerts(DateTimeZone zone, Instant madeAt)
{
    private readonly List<(Instant At, string? Reason)> _tickets = [];
    private readonly List<(Instant At, bool IsSatisfied)> _answers = [];
    private readonly Dictionary<(string Alert, string Group), bool> _open = [];

    /// <summary>What each alert has told, in order.</summary>
    public Dictionary<string, List<string>> Told { get; } = [];

    public void Create(Instant at, string? reason) => _tickets.Add((at, reason));

    public void Answer(Instant at, bool isSatisfied) => _answers.Add((at, isSatisfied));

    /// <summary>Tickets created within a window, above a number.</summary>
    public void LookAtCount(string alert, Instant now, (Instant From, Instant To) window, int above)
    {
        if (window.To < madeAt) return;
        var count = Count(window, _ => true);
        Tell(alert, "", now, count > above, count);
    }

    /// <summary>The share of satisfied answers within a window, below a number of percent; a smaller sample says nothing.</summary>
    public void LookAtSatisfaction(string alert, Instant now, (Instant From, Instant To) window, decimal below, int minCount)
    {
        var answers = _answers.Where(answer => answer.At >= window.From && answer.At < window.To).ToList();
        if (window.To < madeAt || answers.Count < Math.Max(1, minCount)) return;
        var percent = 100m * answers.Count(answer => answer.IsSatisfied) / answers.Count;
        Tell(alert, "", now, percent < below, decimal.Round(percent, 4));
    }

    /// <summary>The last whole hour of each reason that has a ticket in the day before.</summary>
    public void LookAtUnusualHour(string alert, Instant now)
    {
        var end = Hour(now);
        foreach (var reason in Reasons((Hour(now - Duration.FromHours(24)), end)))
            LookAtUnusual(alert, reason ?? "", now, end - Duration.FromHours(1), end, ticket => ticket == reason, LikeHours);
    }

    /// <summary>The last whole day of all tickets.</summary>
    public void LookAtUnusualDay(string alert, Instant now)
    {
        var today = now.InZone(zone).Date;
        LookAtUnusual(alert, "", now, Midnight(today.PlusDays(-1)), Midnight(today), _ => true, LikeDays);
    }

    public (Instant From, Instant To) Days(Instant now, int from, int to)
    {
        var today = now.InZone(zone).Date;
        return (Midnight(today.PlusDays(from)), Midnight(today.PlusDays(to)));
    }

    public (Instant From, Instant To) Week(Instant now)
    {
        var monday = now.InZone(zone).Date;
        while (monday.DayOfWeek != IsoDayOfWeek.Monday) monday = monday.PlusDays(-1);
        return (Midnight(monday), Midnight(monday.PlusDays(7)));
    }

    private void LookAtUnusual(string alert, string group, Instant now, Instant from, Instant to, Func<string?, bool> isOfGroup, Func<Instant, IEnumerable<(Instant, Instant)>> likes)
    {
        if (to < madeAt) return;
        var earlier = likes(from).Select(like => (double)Count(like, isOfGroup)).ToList();
        if (earlier.Count < 4) return;
        var median = Median(earlier);
        var spread = Math.Max(3 * 1.4826 * Median(earlier.Select(count => Math.Abs(count - median))), 3 * Math.Sqrt(median));
        var count = Count((from, to), isOfGroup);
        Tell(alert, group, now, count > median + spread || count < Math.Max(0, median - spread), count);
    }

    /// <summary>The same hour of the wall clock on the same weekday in the eight weeks before: one that was left out is none, of one that came twice the first is.</summary>
    private IEnumerable<(Instant, Instant)> LikeHours(Instant hour)
    {
        var wall = hour.InZone(zone).LocalDateTime;
        return Enumerable.Range(1, 8).Select(weeks => zone.MapLocal(wall.PlusWeeks(-weeks))).Where(found => found.Count > 0)
            .Select(found => found.First().ToInstant()).Select(like => (like, like + Duration.FromHours(1)));
    }

    private IEnumerable<(Instant, Instant)> LikeDays(Instant day)
    {
        var date = day.InZone(zone).Date;
        return Enumerable.Range(1, 8).Select(weeks => date.PlusWeeks(-weeks)).Select(like => (Midnight(like), Midnight(like.PlusDays(1))));
    }

    private void Tell(string alert, string group, Instant now, bool isOpen, decimal value)
    {
        if (_open.GetValueOrDefault((alert, group)) == isOpen) return;
        _open[(alert, group)] = isOpen;
        if (!Told.TryGetValue(alert, out var told)) Told[alert] = told = [];
        told.Add(Line(isOpen ? "alert.opened" : "alert.closed", InstantText.Utc(now.ToUnixTimeMilliseconds()), group, value));
    }

    public static string Line(string type, string timestamp, string group, decimal value) => string.Create(CultureInfo.InvariantCulture, $"{timestamp} {type} {group} {value:0.####}");

    private int Count((Instant From, Instant To) window, Func<string?, bool> isOfGroup) => _tickets.Count(ticket => ticket.At >= window.From && ticket.At < window.To && isOfGroup(ticket.Reason));

    private IEnumerable<string?> Reasons((Instant From, Instant To) window) => _tickets.Where(ticket => ticket.At >= window.From && ticket.At < window.To).Select(ticket => ticket.Reason).Distinct();

    private Instant Midnight(LocalDate date) => zone.AtStartOfDay(date).ToInstant();

    /// <summary>Of zones whose offsets are whole hours.</summary>
    private static Instant Hour(Instant at) => Instant.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 3_600 * 3_600);

    private static double Median(IEnumerable<double> numbers)
    {
        var ordered = numbers.Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
