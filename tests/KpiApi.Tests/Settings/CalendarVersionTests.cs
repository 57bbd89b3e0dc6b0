namespace KpiApi.Tests.Settings;

public sealed class CalendarVersionTests(ChangingOffice desk) : IClassFixture<ChangingOffice>
{
    /// <summary>Mondays from nine to five; from 2 February on till one. The Mondays are 5, 12, 19 and 26 January and 2 February 2026.</summary>
    [Theory]
    [InlineData("2026-01-05", "28800")]
    [InlineData("2026-01-12", "0")]
    [InlineData("2026-01-19", "10800")]
    [InlineData("2026-01-24", "7200")]
    [InlineData("2026-01-25", "0")]
    [InlineData("2026-02-02", "14400")]
    [InlineData("2026-02-09", "3600")]
    [InlineData("2025-01-13", "28800")]
    [InlineData("2027-01-11", "14400")]
    [InlineData("2025-01-19", "0")]
    public async Task Holidays_half_days_and_versions_count_on_their_days(string day, string seconds)
    {
        var app = desk.App;
        await app.PutAsync($"/v1/tickets/{day}", $$"""{"createdAt":"{{day}}T00:00:00Z","firstResponseAt":"{{day}}T23:59:00Z","channel":"{{day}}"}""");
        Assert.Equal(seconds, await app.KpiAsync("first_response_time", $"hours=business&period=all&channel={day}"));
    }

    /// <summary>Each part of the wait by the hours that were valid then: 8 hours of 26 January, 4 of 2 February.</summary>
    [Fact]
    public async Task Ticket_over_a_change_counts_each_part_by_its_own_hours()
    {
        var app = desk.App;
        await app.PutAsync("/v1/tickets/over", """{"createdAt":"2026-01-26T00:00:00Z","firstResponseAt":"2026-02-03T00:00:00Z","channel":"over"}""");
        Assert.Equal("43200", await app.KpiAsync("first_response_time", "hours=business&period=all&channel=over"));
    }
}

/// <summary>Closed on 12 January 2026, open for two hours on a Saturday, and short on 19 January and 9 February of each year.</summary>
public sealed class ChangingOffice : IAsyncLifetime
{
    private const string Calendar = """
        {"timeZone":"UTC","hours":{"monday":[{"from":"09:00","to":"17:00"}]},
         "holidays":["2026-01-12",{"date":"--01-19","hours":[{"from":"09:00","to":"12:00"}]},{"date":"--02-09","hours":[{"from":"09:00","to":"10:00"}]},{"date":"2026-01-24","hours":[{"from":"10:00","to":"12:00"}]}],
         "versions":[{"from":"2026-02-02","hours":{"monday":[{"from":"09:00","to":"13:00"}]}}]}
        """;

    internal KpiApp App { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await KpiApp.StartAsync();
        await App.PutAsync("/v1/calendars/default", Calendar);
        await App.DerivedAsync();
    }

    public async Task DisposeAsync() => await App.DisposeAsync();
}
