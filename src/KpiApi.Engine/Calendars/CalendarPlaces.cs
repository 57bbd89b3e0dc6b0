using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>Where in the calendar the buckets of a period lie.</summary>
/// <param name="buckets">Days, hours, months …</param>
internal sealed class CalendarPlaces(RunningBuckets buckets, BucketInterval interval, DateTimeZone zone)
{
    private const double DaysOfMonth = 365.2425 / 12;

    private static readonly LocalDate s_epoch = new(1970, 1, 1);

    /// <param name="Number">Of the hour, day, week, month, quarter or year, counted through all years.</param>
    /// <param name="IsRepeated">The second hour of that name, where the clock was put back.</param>
    internal readonly record struct Place(long Number, bool IsRepeated);

    public IReadOnlyList<Place> All { get; } = [.. Enumerable.Range(0, buckets.Count).Select(b => PlaceOf(buckets.StartMs(b), interval, zone))];

    /// <summary>
    /// By how many days, weeks, months, quarters or years the periods may be apart, the likeliest first: a year is 52 weeks, and 30 days
    /// may be one month or none.
    /// </summary>
    public IEnumerable<long> Steps(CalendarPlaces compared, CalendarShift shift)
    {
        if (All.Count == 0 || compared.All.Count == 0 || interval == BucketInterval.Hour)
            return [0];
        var days = DayNumber(Date(FromMs)) - DayNumber(Date(compared.FromMs));
        if (interval == BucketInterval.Day)
            return [days];
        var months = interval switch { BucketInterval.Month => 1, BucketInterval.Quarter => 3, BucketInterval.Year => 12, _ => 0 };
        if (months > 0 && shift.Months != 0 && shift.Months % months == 0)
            return [shift.Months / months];
        var nearest = Math.Round(days / (months == 0 ? 7 : months * DaysOfMonth), MidpointRounding.AwayFromZero);
        return [(long)nearest, All[0].Number - compared.All[0].Number, All[^1].Number - compared.All[^1].Number];
    }

    /// <summary>The place in the period compared with, or null where its month has no such day.</summary>
    /// <param name="step">One of <see cref="Steps"/>.</param>
    public Place? Before(Place place, CalendarShift shift, long step) => interval switch
    {
        BucketInterval.Day when shift.Hours == 0 => Day(place.Number, shift) is { } day ? new Place(day, false) : null,
        BucketInterval.Hour => Hour(place, shift),
        _ => place with { Number = place.Number - step },
    };

    private long FromMs => buckets.BeginsAtMs(0);

    private static Place? Hour(Place place, CalendarShift shift)
    {
        if (shift.Hours != 0)
            return place with { Number = place.Number - shift.Hours };
        var day = FloorDivide(place.Number, 24);
        return Day(day, shift) is { } before ? place with { Number = before * 24 + (place.Number - day * 24) } : null;
    }

    private static long? Day(long day, CalendarShift shift)
    {
        if (shift.Months == 0)
            return day - shift.Days;
        var date = s_epoch.PlusDays((int)day);
        var before = date.PlusMonths(-shift.Months);
        return before.Day == date.Day ? DayNumber(before) : null;
    }

    private static Place PlaceOf(long startMs, BucketInterval interval, DateTimeZone zone)
    {
        var local = CalendarShift.Local(startMs, zone);
        var (date, day) = (local.Date, DayNumber(local.Date));
        return interval switch
        {
            BucketInterval.Hour => new Place(day * 24 + local.Hour, zone.MapLocal(local) is { Count: 2 } twice && startMs >= twice.Last().ToInstant().ToUnixTimeMilliseconds()),
            BucketInterval.Day => new Place(day, false),
            BucketInterval.Week => new Place(FloorDivide(day, 7), false),
            BucketInterval.Month => new Place(date.Year * 12 + date.Month - 1, false),
            BucketInterval.Quarter => new Place(date.Year * 4 + (date.Month - 1) / 3, false),
            _ => new Place(date.Year, false),
        };
    }

    private static long DayNumber(LocalDate date) => Period.DaysBetween(s_epoch, date);

    private static long FloorDivide(long number, int by) => (long)Math.Floor(number / (double)by);

    private LocalDate Date(long ms) => CalendarShift.Local(ms, zone).Date;
}
