using KpiApi.Engine.Calendars;
using NodaTime;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Calendars;

public class RunningBucketsTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    [InlineData("Europe/Berlin", "2026-06-01", 24)]
    [InlineData("America/New_York", "2026-03-08", 23)]
    [InlineData("America/New_York", "2026-11-01", 25)]
    [InlineData("Australia/Lord_Howe", "2026-04-05", 24.5)]
    [InlineData("Australia/Lord_Howe", "2026-10-04", 23.5)]
    [InlineData("America/Sao_Paulo", "2017-10-15", 23)]
    [InlineData("America/Sao_Paulo", "2018-02-17", 25)]
    [InlineData("Africa/Cairo", "2026-04-24", 23)]
    [InlineData("Pacific/Apia", "2011-12-29", 24)]
    [InlineData("Pacific/Apia", "2011-12-31", 24)]
    public void Day_has_the_hours_that_its_clock_shows(string zone, string date, double hours)
    {
        var day = Date(date);
        var buckets = Cut(zone, day, day.PlusDays(1), BucketInterval.Day);
        Assert.Equal(1, buckets.Count);
        Assert.Equal(hours, (buckets.EndMs(0) - buckets.StartMs(0)) / 3_600_000.0);
    }

    [Fact]
    public void Only_bucket_of_two_instants_is_that_of_both()
    {
        var random = new Random(1);
        foreach (var interval in (BucketInterval[])[BucketInterval.Day, BucketInterval.Week, BucketInterval.Month])
        {
            var buckets = Cut("Australia/Lord_Howe", Date("2026-03-20"), Date("2026-06-20"), interval);
            for (var i = 0; i < 2_000; i++)
            {
                var first = random.NextInt64(buckets.BeginsAtMs(0), buckets.LevelAtMs(buckets.Count - 1));
                var last = Math.Min(first + random.NextInt64(1L << random.Next(1, 33)), buckets.LevelAtMs(buckets.Count - 1) - 1);
                var both = new int[2];
                buckets.Assign([first, last], both);
                Assert.Equal(both[0] == both[1] ? both[0] : null, buckets.Only(first, last));
            }
        }
    }

    [Theory]
    [InlineData("America/Sao_Paulo", "2017-10-15", "2017-10-15T03:00Z")]
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-23T22:00Z")]
    public void Day_whose_midnight_is_skipped_begins_at_the_jump(string zone, string date, string start) =>
        Assert.Equal(start, Text(Cut(zone, Date(date), Date(date).PlusDays(1), BucketInterval.Day).StartMs(0)));

    [Fact]
    public void Days_in_samoa_leave_out_the_one_that_never_was()
    {
        var buckets = Cut("Pacific/Apia", Date("2011-12-28"), Date("2012-01-02"), BucketInterval.Day);
        Assert.Equal(["2011-12-28T10:00Z", "2011-12-29T10:00Z", "2011-12-30T10:00Z", "2011-12-31T10:00Z"], Starts(buckets));
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    public void Hours_of_a_day_of_clock_change_are_as_many_as_pass(string zone, string date, int hours)
    {
        var buckets = Cut(zone, Date(date), Date(date).PlusDays(1), BucketInterval.Hour);
        Assert.Equal(hours, buckets.Count);
        Assert.All(Enumerable.Range(0, hours), b => Assert.Equal(3_600_000, buckets.EndMs(b) - buckets.StartMs(b)));
    }

    [Fact]
    public void Hours_after_a_change_by_half_an_hour_begin_on_the_full_hour_again()
    {
        // At 15:00Z the clock goes from 2:00 (+11) back to 1:30 (+10:30).
        var buckets = Cut("Australia/Lord_Howe", new TimeRange(At("2026-04-04T14:00Z"), At("2026-04-04T16:30Z")), BucketInterval.Hour);
        Assert.Equal(["2026-04-04T14:00Z", "2026-04-04T15:00Z", "2026-04-04T15:30Z"], Starts(buckets));
    }

    [Fact]
    public void Hours_after_a_jump_by_half_an_hour_begin_on_the_full_hour_again()
    {
        // At 15:30Z the clock goes from 2:00 (+10:30) on to 2:30 (+11).
        var buckets = Cut("Australia/Lord_Howe", new TimeRange(At("2026-10-03T15:45Z"), At("2026-10-03T17:00Z")), BucketInterval.Hour);
        Assert.Equal(["2026-10-03T15:30Z", "2026-10-03T16:00Z"], Starts(buckets));
    }

    [Fact]
    public void Hours_begin_on_the_full_hour_of_a_zone_with_an_odd_offset()
    {
        var buckets = Cut("Asia/Kathmandu", new TimeRange(At("2026-03-01T00:30Z"), At("2026-03-01T02:00Z")), BucketInterval.Hour);
        Assert.Equal(["2026-03-01T00:15Z", "2026-03-01T01:15Z"], Starts(buckets));
        Assert.True(buckets.IsCut);
    }

    [Fact]
    public void Months_over_the_clock_change_lose_nothing()
    {
        var buckets = Cut("Europe/Berlin", Date("2026-03-01"), Date("2026-05-01"), BucketInterval.Month);
        Assert.Equal(["2026-02-28T23:00Z", "2026-03-31T22:00Z"], Starts(buckets));
        Assert.Equal("2026-04-30T22:00Z", Text(buckets.EndMs(1)));
        Assert.False(buckets.IsCut);
    }

    [Theory]
    [InlineData(IsoDayOfWeek.Monday, "2025-12-29", "2026-01-05")]
    [InlineData(IsoDayOfWeek.Sunday, "2025-12-28", "2026-01-04")]
    public void Weeks_over_the_end_of_the_year_are_whole(IsoDayOfWeek weekStart, string first, string second)
    {
        var buckets = Cut("Etc/UTC", Date("2026-01-01"), Date("2026-01-08"), BucketInterval.Week, weekStart);
        Assert.Equal([first + "T00:00Z", second + "T00:00Z"], Starts(buckets));
    }

    [Fact]
    public void Weeks_from_monday_to_monday_are_not_cut() =>
        Assert.False(Cut("Etc/UTC", Date("2026-01-05"), Date("2026-01-19"), BucketInterval.Week).IsCut);

    [Fact]
    public void Quarters_and_years_start_with_their_first_month()
    {
        Assert.Equal(["2025-10-01T00:00Z", "2026-01-01T00:00Z"], Starts(Cut("Etc/UTC", Date("2025-12-31"), Date("2026-03-31"), BucketInterval.Quarter)));
        Assert.Equal(["2025-01-01T00:00Z", "2026-01-01T00:00Z"], Starts(Cut("Etc/UTC", Date("2025-12-31"), Date("2026-03-31"), BucketInterval.Year)));
    }

    [Fact]
    public void No_interval_is_one_bucket_that_is_the_period()
    {
        var buckets = Cut("Europe/Berlin", new TimeRange(5, 7), BucketInterval.None);
        Assert.Equal((1, 5L, 7L, false), (buckets.Count, buckets.StartMs(0), buckets.EndMs(0), buckets.IsCut));
    }

    [Theory]
    [InlineData("2026-03-28T22:59Z", 0)]
    [InlineData("2026-03-28T23:00Z", 1)]
    [InlineData("2026-03-29T21:59Z", 1)]
    [InlineData("2026-03-29T22:00Z", 2)]
    public void Instant_falls_into_the_day_of_its_zone(string at, int bucket)
    {
        var found = new int[1];
        Cut("Europe/Berlin", Date("2026-03-28"), Date("2026-03-31"), BucketInterval.Day).Assign([At(at)], found);
        Assert.Equal(bucket, found[0]);
    }

    [Fact]
    public void Buckets_beyond_the_limit_are_none()
    {
        Assert.NotNull(RunningBuckets.Cut(new TimeRange(0, 3_600_000 * 24), BucketInterval.Hour, DateTimeZone.Utc, IsoDayOfWeek.Monday, 24));
        Assert.Null(RunningBuckets.Cut(new TimeRange(0, 3_600_000 * 24 + 1), BucketInterval.Hour, DateTimeZone.Utc, IsoDayOfWeek.Monday, 24));
    }

    [Fact]
    public void Buckets_are_the_same_whatever_was_cut_before()
    {
        var (random, limit) = (new Random(3), 3_000);
        BucketInterval[] intervals = [BucketInterval.Hour, BucketInterval.Day, BucketInterval.Week, BucketInterval.Month, BucketInterval.Quarter, BucketInterval.Year];
        string[] zones = ["Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Europe/Berlin", "Asia/Kathmandu"];
        for (var i = 0; i < 2_000; i++)
        {
            var (interval, zone, weekStart) = (intervals[random.Next(intervals.Length)], DateTimeZoneProviders.Tzdb[zones[random.Next(zones.Length)]], (IsoDayOfWeek)random.Next(1, 8));
            var from = random.NextInt64(At("1960-01-01T00:00Z"), At("2030-01-01T00:00Z"));
            var period = new TimeRange(from, from + random.NextInt64(1, 1L << random.Next(1, 36)));
            var (expected, buckets) = (RunningBuckets.Cut(period, interval, zone, weekStart, limit), BucketCuts.Of(period, interval, zone, weekStart, limit));
            Assert.Equal(expected?.Count, buckets?.Count);
            if (expected is null)
                continue;
            Assert.Equal(Starts(expected), Starts(buckets!));
            Assert.Equal((expected.EndMs(expected.Count - 1), expected.BeginsAtMs(0), expected.LevelAtMs(expected.Count - 1), expected.IsCut),
                (buckets!.EndMs(buckets.Count - 1), buckets.BeginsAtMs(0), buckets.LevelAtMs(buckets.Count - 1), buckets.IsCut));
            long[] instants = [.. Enumerable.Range(0, 20).Select(_ => random.NextInt64(period.FromMs, period.ToMs))];
            var found = new int[instants.Length];
            buckets.Assign(instants, found);
            Assert.All(instants.Zip(found), pair => Assert.InRange(pair.First, buckets.StartMs(pair.Second), buckets.EndMs(pair.Second) - 1));
        }
    }

    private static LocalDate Date(string iso) => NodaTime.Text.LocalDatePattern.Iso.Parse(iso).Value;

    private static RunningBuckets Cut(string zone, LocalDate from, LocalDate to, BucketInterval interval, IsoDayOfWeek weekStart = IsoDayOfWeek.Monday) =>
        RunningBuckets.Cut(TimeRange.Between(from, to, DateTimeZoneProviders.Tzdb[zone]), interval, DateTimeZoneProviders.Tzdb[zone], weekStart, 1000)!;

    private static RunningBuckets Cut(string zone, TimeRange period, BucketInterval interval) =>
        RunningBuckets.Cut(period, interval, DateTimeZoneProviders.Tzdb[zone], IsoDayOfWeek.Monday, 1000)!;

    private static IEnumerable<string> Starts(RunningBuckets buckets) => Enumerable.Range(0, buckets.Count).Select(b => Text(buckets.StartMs(b)));
}
