using KpiApi.Storage.Reading;

namespace KpiApi.Tests.Storage;

/// <summary>Whatever arrives first, queries see the same in the end.</summary>
public sealed class ArrivalTests
{
    private const string Ticket = """{"createdAt":"2026-01-05T09:12:00Z"}""";
    private const string Reply = """{"ticket":"T-1","type":"reply","at":"2026-01-05T09:40:00Z","agent":"anna"}""";
    private const string Survey = """{"ticket":"T-1","kind":"csat","respondedAt":"2026-01-06T09:40:00Z","score":5}""";

    [Fact]
    public async Task Events_and_surveys_before_their_ticket_wait_for_it()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/events/E-1", Reply);
        await app.PutAsync("/v1/surveys/S-1", Survey);
        Assert.False(app.Shows("T-1"));
        await app.PutAsync("/v1/tickets/T-1", Ticket);
        Assert.True(app.Shows("T-1"));
        Assert.Equal((1, 1), Counts(app, "T-1"));
    }

    [Fact]
    public async Task Events_that_waited_when_the_service_stopped_still_do()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/events/E-1", Reply);
        await using var again = await KpiApp.StartAsync(app.CopyOfDisk());
        await again.PutAsync("/v1/tickets/T-1", Ticket);
        Assert.Equal((1, 0), Counts(again, "T-1"));
        Assert.True(again.Shows("T-1"));
    }

    [Fact]
    public async Task Deleted_ticket_disappears_and_comes_back_with_its_events()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T-1", Ticket);
        await app.PutAsync("/v1/events/E-1", Reply);
        var answer = await app.DeleteAsync("/v1/tickets/T-1");
        Assert.Equal("""{"id":"T-1","outcome":"deleted","version":3}""", answer.Json.ToJsonString());
        Assert.False(app.Shows("T-1"));
        Assert.Equal(404, (await app.DeleteAsync("/v1/tickets/T-1")).Status);
        Assert.Equal(201, (await app.PutAsync("/v1/tickets/T-1", Ticket)).Status);
        Assert.True(app.Shows("T-1"));
        Assert.Equal((1, 0), Counts(app, "T-1"));
    }

    [Theory]
    [InlineData("merged")]
    [InlineData("spam")]
    [InlineData("deleted")]
    public async Task Ticket_that_never_counts_is_not_shown(string status)
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T-1", Ticket);
        await app.PutAsync("/v1/tickets/T-1", $$"""{"createdAt":"2026-01-05T09:12:00Z","status":"{{status}}"}""");
        Assert.False(app.Shows("T-1"));
    }

    [Fact]
    public async Task Survey_moves_between_standing_alone_and_its_ticket()
    {
        await using var app = await KpiApp.StartAsync();
        const string alone = """{"kind":"csat","respondedAt":"2026-01-06T09:40:00Z","score":5}""";
        await app.PutAsync("/v1/surveys/S-1", alone);
        Assert.True(app.ShowsSurvey("S-1"));
        await app.PutAsync("/v1/surveys/S-1", Survey);
        Assert.False(app.ShowsSurvey("S-1"));
        await app.PutAsync("/v1/surveys/S-1", alone);
        Assert.True(app.ShowsSurvey("S-1"));
        await app.DeleteAsync("/v1/surveys/S-1");
        Assert.False(app.ShowsSurvey("S-1"));
    }

    [Fact]
    public async Task Event_that_moves_leaves_a_tombstone_at_its_old_ticket()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T-1", Ticket);
        await app.PutAsync("/v1/tickets/T-2", Ticket);
        await app.PutAsync("/v1/events/E-1", Reply);
        Assert.Equal("updated", (await app.PutAsync("/v1/events/E-1", Reply.Replace("T-1", "T-2", StringComparison.Ordinal)))["outcome"]);
        await app.DeleteAsync("/v1/events/E-1");
        using var database = app.OpenDatabase();
        Assert.Equal(["Event E-1 T-1  4", "Event E-1 T-2  5"], Graveyard.Read(database, "E-1", "T-1", "T-2"));
    }

    /// <summary>Groups are written while those before are published: each answer still comes when its own is visible.</summary>
    [Fact]
    public async Task Whatever_was_answered_is_visible_however_many_arrive()
    {
        await using var app = await KpiApp.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(SendAsync));
        Assert.Equal(Enumerable.Repeat((2, 1), 20), Enumerable.Range(0, 20).Select(n => Counts(app, $"T-{n}")));

        async Task SendAsync(int n)
        {
            foreach (var (path, json) in new[]
            {
                ($"/v1/events/E-{n}", Reply), ($"/v1/tickets/T-{n}", Ticket), ($"/v1/surveys/S-{n}", Survey), ($"/v1/events/F-{n}", Reply),
            })
            {
                var answer = await app.PutAsync(path, json.Replace("T-1", $"T-{n}", StringComparison.Ordinal));
                Assert.Equal(201, answer.Status);
                Assert.InRange((long)answer.Json["version"]!, 1, app.VisibleVersion);
                Assert.Equal(!path.Contains("E-", StringComparison.Ordinal), app.Shows($"T-{n}"));
            }
        }
    }

    private static (int Events, int Surveys) Counts(KpiApp app, string ticket)
    {
        var timeline = Assert.Single(app.Service<StoreQueries>().Read([ticket]));
        return (timeline.Events.Count, timeline.Surveys.Count);
    }
}
