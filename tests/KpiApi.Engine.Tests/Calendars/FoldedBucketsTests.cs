using KpiApi.Engine.Calendars;
using NodaTime;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Calendars;

public class FoldedBucketsTests
{
    /// <summary>The clock of Berlin goes from 2 to 3 at 01:00Z of 2026-03-29 and from 3 to 2 at 01:00Z of 2026-10-25, both Sundays.</summary>
    [Theory]
    [InlineData("2026-03-29T00:59Z", 1, 7)]
    [InlineData("2026-03-29T01:00Z", 3, 7)]
    [InlineData("2026-03-29T22:00Z", 0, 1)]
    [InlineData("2026-10-25T00:30Z", 2, 7)]
    [InlineData("2026-10-25T01:30Z", 2, 7)]
    [InlineData("2026-10-25T23:00Z", 0, 1)]
    public void Instant_falls_where_the_clock_on_the_wall_says(string at, int hour, int day)
    {
        var (hours, days, both) = (Of(BucketInterval.HourOfDay), Of(BucketInterval.DayOfWeek), Of(BucketInterval.DayOfWeekHour));
        Assert.Equal(hour, hours.HourOfDay(Bucket(hours, at)));
        Assert.Equal(day, days.DayOfWeek(Bucket(days, at)));
        Assert.Equal((hour, day), (both.HourOfDay(Bucket(both, at)), both.DayOfWeek(Bucket(both, at))));
    }

    [Fact]
    public void Instants_in_any_order_find_their_offset()
    {
        var buckets = new int[3];
        Of(BucketInterval.HourOfDay).Assign([At("2026-12-01T00:00Z"), At("2026-07-01T00:00Z"), At("2026-02-01T00:00Z")], buckets);
        Assert.Equal([1, 2, 1], buckets);
    }

    [Theory]
    [InlineData("1969-12-31T23:59Z", 23, 3)]
    [InlineData("1970-01-01T00:00Z", 0, 4)]
    [InlineData("1950-01-01T12:00Z", 12, 7)]
    public void Instant_before_1970_has_its_weekday_too(string at, int hour, int day)
    {
        var both = new FoldedBuckets(new TimeRange(At("1940-01-01"), At("1980-01-01")), BucketInterval.DayOfWeekHour, DateTimeZone.Utc);
        Assert.Equal((hour, day), (both.HourOfDay(Bucket(both, at)), both.DayOfWeek(Bucket(both, at))));
    }

    [Fact]
    public void Interval_without_hours_or_days_names_none()
    {
        Assert.Null(Of(BucketInterval.HourOfDay).DayOfWeek(0));
        Assert.Null(Of(BucketInterval.DayOfWeek).HourOfDay(0));
        Assert.Equal((24, 7, 168), (Of(BucketInterval.HourOfDay).Count, Of(BucketInterval.DayOfWeek).Count, Of(BucketInterval.DayOfWeekHour).Count));
    }

    private static FoldedBuckets Of(BucketInterval interval) =>
        new(new TimeRange(At("2026-01-01"), At("2027-01-01")), interval, DateTimeZoneProviders.Tzdb["Europe/Berlin"]);

    private static int Bucket(FoldedBuckets buckets, string at)
    {
        var found = new int[1];
        buckets.Assign([At(at)], found);
        return found[0];
    }
}
