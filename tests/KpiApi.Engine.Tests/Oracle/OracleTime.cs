using NodaTime;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>Buckets found by looking at the clock on the wall, again and again, all through the period.</summary>
internal sealed class OracleTime
{
    private readonly string _interval;
    private readonly DateTimeZone _zone;
    private readonly IsoDayOfWeek _weekStart;
    private readonly List<string> _labels = [];
    private readonly List<long> _starts = [];

    public OracleTime(OracleQuestion question)
    {
        (_interval, _zone, _weekStart) = (question.Interval, question.Zone, question.WeekStart);
        ToMs = question.ToMs;
        if (IsFolded)
            return;
        var step = _interval switch { "hour" => 15, "day" => 60, _ => 24 * 60 } * 60_000L;
        for (var at = question.FromMs; ; at = Math.Min(at + step, ToMs - 1))
        {
            if (_labels.Count == 0 || Label(at) != _labels[^1])
            {
                _starts.Add(_labels.Count == 0 ? question.FromMs : FirstAfter(at - step, at));
                _labels.Add(Label(at));
            }
            if (at == ToMs - 1)
                break;
        }
    }

    public long ToMs { get; }

    public int Count => _interval switch { "hour_of_day" => 24, "day_of_week" => 7, "day_of_week_hour" => 168, _ => _labels.Count };

    public int Bucket(long at) => _interval switch
    {
        "hour_of_day" => Local(at).Hour,
        "day_of_week" => (int)Local(at).DayOfWeek - 1,
        "day_of_week_hour" => ((int)Local(at).DayOfWeek - 1) * 24 + Local(at).Hour,
        _ => _starts.FindLastIndex(s => s <= at),
    };

    /// <summary>Levels are taken just before it.</summary>
    public long End(int bucket) => bucket + 1 < _starts.Count ? _starts[bucket + 1] : ToMs;

    /// <summary>Where the period's part of a bucket begins.</summary>
    public long Start(int bucket) => _starts[bucket];

    /// <summary>The bucket of another time that has its place in the calendar, one for each of this; null for none.</summary>
    /// <param name="other">Of the period compared with.</param>
    /// <param name="question">Which compares the two.</param>
    public int?[] Partners(OracleTime? other, OracleQuestion question)
    {
        if (other is null)
            return new int?[Count];
        if (IsFolded || _interval == "none")
            return [.. Enumerable.Range(0, Count).Cast<int?>()];
        if (_interval is "hour" or "day")
            return [.. Enumerable.Range(0, Count).Select(b => question.Counterpart(Name(b)) is { } then
                ? Enumerable.Range(0, other.Count).Cast<int?>().FirstOrDefault(o => other.Name(o!.Value) == then && (_interval == "day" || IsSecond(b) == other.IsSecond(o.Value))) : null)];
        var months = _interval switch { "month" => 1, "quarter" => 3, "year" => 12, _ => 0 };
        int?[] PartnersAt(int step) => [.. Enumerable.Range(0, Count).Select(b => Enumerable.Range(0, other.Count).Cast<int?>().FirstOrDefault(o =>
            (months == 0 ? Name(b).PlusWeeks(-step) : Name(b).PlusMonths(-step * months)) == other.Name(o!.Value)))];
        if (months > 0 && question.MonthsApart != 0 && question.MonthsApart % months == 0)
            return PartnersAt(question.MonthsApart / months);
        int Between(int b, int o) => months == 0 ? Period.DaysBetween(other.Name(o).Date, Name(b).Date) / 7
            : ((Name(b).Year - other.Name(o).Year) * 12 + Name(b).Month - other.Name(o).Month) / months;
        var nearest = (int)Math.Round(question.DaysApart / (months == 0 ? 7 : months * 30.436875), MidpointRounding.AwayFromZero);
        var tries = new[] { nearest, Between(0, 0), Between(Count - 1, other.Count - 1) }.Select(PartnersAt).ToList();
        return tries.OrderByDescending(t => t.Count(p => p is not null)).First();
    }

    /// <summary>The wall clock at which its hour, day, week … has its beginning by name.</summary>
    private LocalDateTime Name(int bucket)
    {
        var local = Local(_starts[bucket]);
        var date = local.Date;
        var first = _interval switch
        {
            "hour" or "day" => date,
            "week" => (_weekStart == IsoDayOfWeek.Monday ? date : date.PlusDays(1)).With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday)),
            "month" => date.With(DateAdjusters.StartOfMonth),
            "quarter" => new LocalDate(date.Year, (date.Month - 1) / 3 * 3 + 1, 1),
            _ => new LocalDate(date.Year, 1, 1),
        };
        return first.At(new LocalTime(_interval == "hour" ? local.Hour : 0, 0));
    }

    /// <summary>The clock was put back, and shows what it has shown before.</summary>
    private bool IsSecond(int bucket) => _zone.MapLocal(Local(_starts[bucket]).LocalDateTime) is { Count: 2 } map && map.Last().ToInstant() <= Instant.FromUnixTimeMilliseconds(_starts[bucket]);

    /// <summary>True when the bucket really begins at an instant: the clock shows another one a moment before.</summary>
    public bool IsNaturalStart(int bucket, long at) =>
        _interval == "none" ? at == _starts[0] : Label(at) == _labels[bucket] && Label(at - 1) != _labels[bucket];

    public bool IsFolded => _interval is "hour_of_day" or "day_of_week" or "day_of_week_hour";

    private ZonedDateTime Local(long at) => Instant.FromUnixTimeMilliseconds(at).InZone(_zone);

    private string Label(long at)
    {
        var local = Local(at);
        var date = local.Date;
        return _interval switch
        {
            "none" => "",
            "hour" => FormattableString.Invariant($"{date} {local.Hour} {local.Offset}"),
            "day" => FormattableString.Invariant($"{date}"),
            "week" => FormattableString.Invariant($"{(_weekStart == IsoDayOfWeek.Monday ? date : date.PlusDays(1)).With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday))}"),
            "month" => FormattableString.Invariant($"{date.Year}-{date.Month}"),
            "quarter" => FormattableString.Invariant($"{date.Year} Q{(date.Month + 2) / 3}"),
            _ => FormattableString.Invariant($"{date.Year}"),
        };
    }

    /// <summary>The first instant after <paramref name="before"/> with the label of <paramref name="at"/>.</summary>
    private long FirstAfter(long before, long at)
    {
        var label = Label(at);
        while (at - before > 1)
        {
            var middle = before + (at - before) / 2;
            if (Label(middle) == label)
                at = middle;
            else
                before = middle;
        }
        return at;
    }
}
