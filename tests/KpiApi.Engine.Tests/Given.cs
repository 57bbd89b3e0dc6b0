using System.Collections.Frozen;
using System.Globalization;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using NodaTime;
using NodaTime.Text;

namespace KpiApi.Engine.Tests;

/// <summary>What tests say came in, short enough to read in a row.</summary>
internal static class Given
{
    /// <summary>2026-01-31, 2026-01-31T09:00Z or with any other offset; a date is midnight in UTC.</summary>
    public static long At(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();

    /// <summary>The other way round, in UTC to the minute.</summary>
    public static string Text(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    public static Ticket Ticket(string id, string createdAt) => new() { Id = id, CreatedAtMs = At(createdAt) };

    public static TicketEvent Event(string ticket, string type, string at, string? agent = null, string? to = null) => new()
    {
        Id = $"{ticket}/{at}/{type}",
        Ticket = ticket,
        Type = type,
        AtMs = At(at),
        Agent = agent,
        To = to,
        Public = EventTypes.IsAnswer(type),
    };

    public static TicketEvent Reply(string ticket, string at, string? agent = null) => Event(ticket, EventTypes.Reply, at, agent);

    /// <summary>A change of status.</summary>
    public static TicketEvent Status(string ticket, string at, string to, string? agent = null) => Event(ticket, EventTypes.Status, at, agent, to);

    public static TicketEvent Stage(string ticket, string at, string to) => Event(ticket, EventTypes.Stage, at, to: to);

    /// <summary>Active from one date up to before the other; null is open.</summary>
    public static Account Account(string id, string? since, string? until = null, decimal? value = null) => new()
    {
        Id = id,
        SinceMs = since is null ? null : At(since),
        UntilMs = until is null ? null : At(until),
        ValueUnits = value is null ? null : (long)(value * Money.UnitsPerWhole),
    };

    public static Cost Cost(string id, string from, string to, decimal amount) =>
        new() { Id = id, FromMs = At(from), ToMs = At(to), AmountUnits = (long)(amount * Money.UnitsPerWhole) };

    public static Shift Shift(string agent, string from, string to, ShiftKind kind = ShiftKind.Scheduled) =>
        new() { Id = $"{agent}/{from}/{kind}", Agent = agent, FromMs = At(from), ToMs = At(to), Kind = kind };

    /// <summary>The same windows on every weekday, such as "09:00-18:00"; an end not after its start runs past midnight.</summary>
    public static BusinessCalendar Weekdays(string zone, params string[] windows) => Calendar(zone, [1, 2, 3, 4, 5], [], windows);

    public static BusinessCalendar Calendar(string zone, int[] days, string[] holidays, params string[] windows)
    {
        IReadOnlyList<BusinessWindow> parsed = [.. windows.Select(w => new BusinessWindow(Minute(w[..5]), Minute(w[6..])))];
        return new BusinessCalendar(DateTimeZoneProviders.Tzdb[zone], [Hours(days.ToDictionary(d => (IsoDayOfWeek)d, _ => parsed), holidays.Select(h => LocalDatePattern.Iso.Parse(h).Value))]);
    }

    /// <summary>From the beginning on; closed on holidays.</summary>
    public static OpeningHours Hours(IReadOnlyDictionary<IsoDayOfWeek, IReadOnlyList<BusinessWindow>> week, IEnumerable<LocalDate> holidays)
    {
        IReadOnlyList<BusinessWindow> closed = [];
        return new OpeningHours(LocalDate.MinIsoValue, week, holidays.ToDictionary(day => day, _ => closed), new Dictionary<AnnualDate, IReadOnlyList<BusinessWindow>>());
    }

    /// <summary>Rules with the calendars and policies given; the first calendar is the default one.</summary>
    public static DerivationRules Rules(BusinessCalendar? calendar, params SlaPolicy[] policies) => new()
    {
        Calendars = calendar is null ? FrozenDictionary<string, BusinessCalendar>.Empty
            : new Dictionary<string, BusinessCalendar> { [DerivationRules.DefaultCalendarId] = calendar }.ToFrozenDictionary(),
        Policies = policies,
    };

    /// <summary>An answer on 1–5, without a ticket.</summary>
    public static Survey Csat(string id, string at, double score) => Survey(id, SurveyKind.Csat, at, score, 1, 5);

    public static Survey Nps(string id, string at, double score) => Survey(id, SurveyKind.Nps, at, score, 0, 10);

    public static Survey Ces(string id, string at, double score) => Survey(id, SurveyKind.Ces, at, score, 1, 7);

    public static Survey Survey(string id, SurveyKind kind, string at, double score, double min, double max) => new()
    {
        Id = id,
        Kind = kind,
        RespondedAtMs = At(at),
        Score = score,
        ScaleMin = min,
        ScaleMax = max,
    };

    private static int Minute(string time) => int.Parse(time[..2], CultureInfo.InvariantCulture) * 60 + int.Parse(time[3..], CultureInfo.InvariantCulture);
}
