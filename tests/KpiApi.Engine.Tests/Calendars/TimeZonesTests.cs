using KpiApi.Engine.Calendars;

namespace KpiApi.Engine.Tests.Calendars;

public class TimeZonesTests
{
    [Theory]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData("UTC", "UTC")]
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    [InlineData("w. europe standard time", "Europe/Berlin")]
    [InlineData("Eastern Standard Time", "America/New_York")]
    [InlineData("Tokyo Standard Time", "Asia/Tokyo")]
    public void Zone_is_found_by_both_its_names(string name, string id) => Assert.Equal(id, TimeZones.Find(name)!.Id);

    [Theory]
    [InlineData("Berlin")]
    [InlineData("")]
    [InlineData("W. Europe")]
    public void Zone_that_there_is_none_of_is_not_found(string name) => Assert.Null(TimeZones.Find(name));

    [Theory]
    [InlineData("Europe/Berlim", "Europe/Berlin")]
    [InlineData("europe/berlin", "Europe/Berlin")]
    [InlineData("Berlin", "Europe/Berlin")]
    [InlineData("new york", "America/New_York")]
    [InlineData("America/NewYork", "America/New_York")]
    [InlineData("Europe/Hamburg", "Europe/Samara")]
    [InlineData("W. Europe Standart Time", "W. Europe Standard Time")]
    [InlineData("PST", "America/Los_Angeles")]
    [InlineData("CEST", "Europe/Berlin")]
    [InlineData("+01:00", "UTC+01")]
    [InlineData("-0530", "UTC-05:30")]
    [InlineData("nowhere at all", "UTC")]
    [InlineData("", "UTC")]
    public void Unknown_zone_names_the_nearest(string name, string nearest)
    {
        Assert.Equal(nearest, TimeZones.Nearest(name));
        Assert.NotNull(TimeZones.Find(nearest));
    }
}
