using KpiApi.Engine.Calendars;
using NodaTime;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Calendars;

public class NamedPeriodsTests
{
    /// <summary>A Thursday.</summary>
    private static readonly LocalDate s_today = new(2026, 1, 15);

    [Theory]
    [InlineData("today", "2026-01-15", "2026-01-16")]
    [InlineData("yesterday", "2026-01-14", "2026-01-15")]
    [InlineData("this_week", "2026-01-12", "2026-01-19")]
    [InlineData("last_week", "2026-01-05", "2026-01-12")]
    [InlineData("this_month", "2026-01-01", "2026-02-01")]
    [InlineData("last_month", "2025-12-01", "2026-01-01")]
    [InlineData("this_quarter", "2026-01-01", "2026-04-01")]
    [InlineData("last_quarter", "2025-10-01", "2026-01-01")]
    [InlineData("this_year", "2026-01-01", "2027-01-01")]
    [InlineData("last_year", "2025-01-01", "2026-01-01")]
    [InlineData("last_7_days", "2026-01-08", "2026-01-15")]
    [InlineData("last_30_days", "2025-12-16", "2026-01-15")]
    [InlineData("last_90_days", "2025-10-17", "2026-01-15")]
    [InlineData("last_12_months", "2025-01-01", "2026-01-01")]
    public void Period_by_name_is_whole_days(string name, string from, string to) =>
        Assert.Equal(new TimeRange(At(from), At(to)), NamedPeriods.Resolve(name, s_today, IsoDayOfWeek.Monday, DateTimeZone.Utc));

    [Fact]
    public void Every_name_but_all_is_tested_above() => Assert.Equal(14 + 1, NamedPeriods.Names.Count);

    [Theory]
    [InlineData("2026-01-17", "2026-01-11")]
    [InlineData("2026-01-18", "2026-01-18")]
    public void Week_that_starts_on_sunday_starts_on_sunday(string today, string from) =>
        Assert.Equal(At(from),
            NamedPeriods.Resolve("this_week", NodaTime.Text.LocalDatePattern.Iso.Parse(today).Value, IsoDayOfWeek.Sunday, DateTimeZone.Utc).FromMs);

    [Fact]
    public void Month_of_the_clock_change_begins_and_ends_at_midnight_of_the_zone()
    {
        var (from, to) = NamedPeriods.Resolve("this_month", new LocalDate(2026, 3, 31), IsoDayOfWeek.Monday, DateTimeZoneProviders.Tzdb["Europe/Berlin"]);
        Assert.Equal(("2026-02-28T23:00Z", "2026-03-31T22:00Z"), (Text(from), Text(to)));
    }
}
