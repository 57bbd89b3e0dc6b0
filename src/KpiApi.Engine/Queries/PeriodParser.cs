using System.Text;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Schema;
using NodaTime;
using NodaTime.Text;

namespace KpiApi.Engine.Queries;

/// <summary>Reads the zone and the period.</summary>
/// <param name="reader">Of the request.</param>
/// <param name="snapshot">Whose facts all time is made of.</param>
/// <param name="metrics">That are asked for: all time is that of the facts they count.</param>
/// <param name="defaults">What the request need not say.</param>
internal sealed class PeriodParser(ParameterReader reader, FactSnapshot snapshot, IReadOnlyList<MetricChoice> metrics, QueryDefaults defaults)
{
    private const string YearsMessage = "Years go from 1900 to 2200.";

    private static readonly LocalDate s_earliest = new(1900, 1, 1);
    private static readonly LocalDate s_latest = new(2201, 1, 1);

    /// <summary>A date and hours and minutes: a space before that stands between the two.</summary>
    private const int MinInstantLetters = 16;

    public DateTimeZone Zone()
    {
        if (reader.Single("timeZone") is not { } name)
            return defaults.Zone;
        if (TimeZones.Find(name) is { } zone)
            return zone;
        reader.Fail("unknown_time_zone", "timeZone", name, $"'{name}' is no time zone of the IANA database, such as Europe/Berlin, nor one of Windows.", TimeZones.Nearest(name));
        return defaults.Zone;
    }

    public TimeRange Period(DateTimeZone zone, IsoDayOfWeek weekStart)
    {
        var today = defaults.Now.InZone(zone).Date;
        var hasBounds = reader.Has("from") || reader.Has("to");
        if (reader.Has("period") || !hasBounds)
        {
            if (hasBounds)
                reader.Fail("conflict", "period", reader.Single("period"), "Give either 'period' or 'from' and 'to'.");
            return Named(today, zone, weekStart);
        }

        var to = reader.Has("to") ? Bound("to", zone) : TimeRange.StartOf(today.PlusDays(1), zone);
        if (!reader.Has("from"))
            reader.Fail("required", "from", null, "'to' needs a 'from'; or name a 'period'.");
        var from = Bound("from", zone);
        if (from is { } first && to is { } end && first >= end)
            reader.Fail("empty_period", "to", reader.Single("to"), "The period is [from, to), so 'to' must be later than 'from'.");
        return new TimeRange(from ?? 0, to ?? 0);
    }

    private TimeRange Named(LocalDate today, DateTimeZone zone, IsoDayOfWeek weekStart)
    {
        var byDefault = NamedPeriods.Names.ToList().IndexOf(NamedPeriods.Default);
        var name = NamedPeriods.Names[reader.Choice("period", NamedPeriods.Names, byDefault)];
        return name == NamedPeriods.All ? All(today, zone) : NamedPeriods.Resolve(name, today, weekStart, zone);
    }

    /// <summary>Whole days from the first fact that the metrics count to the last, today at least.</summary>
    private TimeRange All(LocalDate today, DateTimeZone zone)
    {
        var (firstMs, lastMs) = snapshot.Span(TablesOf(metrics));
        var from = firstMs is { } first ? LocalDate.Min(Date(first, zone), today) : today;
        var to = lastMs is { } last ? LocalDate.Max(Date(last, zone), today) : today;
        return TimeRange.Between(from, to.PlusDays(1), zone);
    }

    internal static IEnumerable<FactTable> TablesOf(IReadOnlyList<MetricChoice> metrics) => metrics.SelectMany(m => m.Metric.Measure.Sources).Select(s => s.Table);

    private static LocalDate Date(long ms, DateTimeZone zone) => Instant.FromUnixTimeMilliseconds(ms).InZone(zone).Date;

    private long? Bound(string name, DateTimeZone zone) => reader.Single(name) is { } text ? Bound(name, text, zone) : null;

    /// <summary>A date is midnight in the zone; an instant, in every form that a ticket's may have, needs its offset.</summary>
    public long? Bound(string name, string text, DateTimeZone zone)
    {
        if (LocalDatePattern.Iso.Parse(text) is { Success: true } date)
            return InRange(name, text, date.Value) ? TimeRange.StartOf(date.Value, zone) : null;

        switch (Read(text, out var ms))
        {
            case InstantReading.Good:
                return ms;
            case InstantReading.OutOfRange:
                reader.Fail("out_of_range", name, text, YearsMessage);
                return null;
            case var reading:
                var isMissing = reading == InstantReading.OffsetMissing;
                reader.Fail(isMissing ? "offset_missing" : "invalid_value", name, text,
                    $"'{text}' is no date (2026-01-31) and no instant with an offset (2026-01-31T09:00:00+01:00).", isMissing ? text + "Z" : null);
                return null;
        }
    }

    /// <summary>A plus sign in a query string means a space, and many clients forget to escape that of an offset.</summary>
    private static InstantReading Read(string text, out long ms)
    {
        var reading = InstantReader.Read(Encoding.UTF8.GetBytes(text), null, out ms);
        return reading == InstantReading.Invalid && text.LastIndexOf(' ') is >= MinInstantLetters and var at
            ? InstantReader.Read(Encoding.UTF8.GetBytes(text.Remove(at, 1).Insert(at, "+")), null, out ms)
            : reading;
    }

    private bool InRange(string name, string text, LocalDate date)
    {
        if (date >= s_earliest && date <= s_latest)
            return true;
        reader.Fail("out_of_range", name, text, YearsMessage);
        return false;
    }
}
