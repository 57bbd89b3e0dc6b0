using System.Globalization;
using KpiApi.Storage.Feed;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Tests.Storage;

/// <summary>A ticket with so many events that it is read and derived beside the writer.</summary>
public sealed class LongTimelineTests
{
    private const int Events = LongTimelines.FromEvents;
    private const string Reply = """{"ticket":"long","type":"reply","at":"2026-01-06T09:00:00Z","agent":"anna"}""";

    private readonly HeldScheduler _held = new();

    [Fact]
    public async Task Others_are_stored_and_seen_while_it_is_derived_and_its_own_events_are_told_when_they_are_seen()
    {
        await using var app = await StartAsync();
        var (one, two) = (app.PutAsync("/v1/events/one", Reply), Task.FromResult<Answer>(null!));
        await HeldAsync();
        Assert.Equal(201, (await app.PutAsync("/v1/tickets/other", """{"createdAt":"2026-01-05T09:00:00Z"}""")).Status);
        Assert.True(app.Shows("other"));
        two = app.PutAsync("/v1/events/two", Reply);
        Assert.Equal(201, (await app.PutAsync("/v1/tickets/third", """{"createdAt":"2026-01-05T09:00:00Z"}""")).Status);
        Assert.Equal(("3", $"{Events}"), (await app.KpiAsync("tickets_created"), await app.KpiAsync("activities")));
        Assert.False(one.IsCompleted || two.IsCompleted);

        _held.Release();
        Assert.Equal((201, 201), ((await one).Status, (await two).Status));
        Assert.Equal($"{Events + 2}", await app.KpiAsync("activities"));
        Assert.True(app.VisibleVersion >= long.Parse((await two)["version"], CultureInfo.InvariantCulture));
        Assert.True(app.Service<FeedStatus>().IsVisible(app.VisibleVersion));
    }

    [Fact]
    public async Task Version_is_not_shown_as_long_as_a_part_of_it_is_not()
    {
        await using var app = await StartAsync();
        var before = app.VisibleVersion;
        var one = app.PutAsync("/v1/events/one", Reply);
        await HeldAsync();
        await app.PutAsync("/v1/tickets/other", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        Assert.True(app.VisibleVersion >= before + 2);
        Assert.True(app.Service<FeedStatus>().IsVisible(before));
        Assert.False(app.Service<FeedStatus>().IsVisible(before + 1));
        var waiting = app.KpiAsync("activities", $"period=all&minVersion={before + 1}");
        Assert.Equal($"{Events}", await app.KpiAsync("activities", $"period=all&minVersion={before}"));
        Assert.False(waiting.IsCompleted);
        _held.Release();
        await one;
        Assert.Equal($"{Events + 1}", await waiting);
        Assert.True(app.Service<FeedStatus>().IsVisible(app.VisibleVersion));
    }

    [Fact]
    public async Task Event_that_leaves_it_and_a_survey_of_it_are_told_when_they_are_seen()
    {
        await using var app = await StartAsync();
        await app.PutAsync("/v1/tickets/short", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        var moved = app.PutAsync("/v1/events/e-7", """{"ticket":"short","type":"reply","at":"2026-01-05T10:00:00Z","agent":"anna"}""");
        await HeldAsync();
        var survey = app.PutAsync("/v1/surveys/S-1", """{"kind":"csat","ticket":"long","respondedAt":"2026-01-07T09:00:00Z","score":5}""");
        await app.PutAsync("/v1/accounts/A-1", "{}");
        Assert.False(moved.IsCompleted || survey.IsCompleted);
        _held.Release();
        Assert.Equal((200, 201), ((await moved).Status, (await survey).Status));
        Assert.Equal(("1", "2"), (await app.KpiAsync("survey_responses"), await app.KpiAsync("tickets_handled")));
    }

    [Fact]
    public async Task Service_that_is_stopped_or_killed_meanwhile_shows_all_of_it_after_its_start()
    {
        await using var app = await StartAsync();
        var one = app.PutAsync("/v1/events/one", Reply);
        await HeldAsync();
        // The columns' file is of a version of which they do not hold all.
        await app.PutAsync("/v1/tickets/other", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        await KeptDesk.KeepAsync(app);
        await using (var killed = await KpiApp.StartAsync(app.CopyOfDisk()))
        {
            Assert.NotNull(killed.Service<FactFeed>().Restored);
            Assert.Equal($"{Events + 1}", await killed.KpiAsync("activities"));
        }

        _held.Release();
        await one;
        await using var stopped = await app.RestartAsync();
        Assert.Equal($"{Events + 1}", await stopped.KpiAsync("activities"));
    }

    [Fact]
    public async Task Erased_one_is_gone_at_once_and_does_not_come_back_with_what_was_being_derived()
    {
        await using var app = await StartAsync();
        var one = app.PutAsync("/v1/events/one", Reply);
        await HeldAsync();
        Assert.Equal($"{Events + 1}", (await app.DeleteAsync("/v1/accounts/Secret"))["events"]);
        Assert.False(app.Shows("long"));
        _held.Release();
        await one;
        await app.PutAsync("/v1/tickets/other", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        Assert.False(app.Shows("long"));
        Assert.Equal("0", await app.KpiAsync("activities"));
    }

    [Fact]
    public async Task Another_replica_sees_all_of_it_too()
    {
        await using var app = await StartAsync();
        await using var other = await app.StartAnotherAsync();
        other.Service<LongTimelines>().Scheduler = _held;
        _held.Release();
        var answer = await app.PutAsync("/v1/events/one", Reply);
        var version = long.Parse(answer["version"], CultureInfo.InvariantCulture);
        while (!other.Service<FeedStatus>().IsVisible(version)) await Task.Delay(5);
        Assert.Equal($"{Events + 1}", await other.KpiAsync("activities"));
    }

    [Fact]
    public async Task Ticket_has_at_most_100000_events_and_what_is_beyond_is_told_by_its_name()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/full", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        using (var database = app.OpenDatabase())
        {
            await database.Database.ExecuteSqlAsync($"""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
                INSERT INTO events ("Id", "Ticket", "Type", "AtMs", "Actor", "Agent", "Public", "Version")
                SELECT 'e-' || i, 'full', 'reply', 1767603600000 + i, 0, 'anna', 1, 1 FROM n
                """);
        }

        Assert.Equal(201, (await app.PutAsync("/v1/events/last", Full())).Status);
        Assert.Equal("100000", await app.KpiAsync("activities"));
        var one = await app.PutAsync("/v1/events/beyond", Full());
        Assert.Equal((422, "/ticket too_many_events"), (one.Status, one.Codes.Single()));
        Assert.Equal("The ticket 'full' has 100000 events, as many as a ticket may have.", one.Errors[0]!["message"]!.ToString());
        // What is there already may be changed and sent again.
        Assert.Equal(200, (await app.PutAsync("/v1/events/e-5", Full())).Status);

        var lines = await app.PostLinesAsync("/v1/events", Full("e-6"), "nonsense", Full("beyond"), """{"id":"x","ticket":"other","type":"note","at":"2026-01-06T09:00:00Z"}""");
        Assert.Equal((422, "1", "1", "2", "2"), (lines.Status, lines["created"], lines["updated"], lines["rejected"], lines["stored"]));
        Assert.Equal(["1 malformed_json", "2 too_many_events"], lines.Errors.Select(error => $"{error!["index"]} {error["code"]}"));

        var all = await app.PostAsync("/v1/events", $"[{Full("y").Replace("full", "other", StringComparison.Ordinal)},{Full("beyond")}]");
        Assert.Equal((422, "0", "1", "null"), (all.Status, all["stored"], all["rejected"], all["version"]));
        var some = await app.PostAsync("/v1/events?onError=skip", $"[{{}},{Full("y").Replace("full", "other", StringComparison.Ordinal)},{Full("beyond")}]");
        Assert.Equal((422, "1", "2"), (some.Status, some["stored"], some["rejected"]));
        Assert.Equal("2 beyond", $"{some.Errors[^1]!["index"]} {some.Errors[^1]!["id"]}");

        // One less is room for one more.
        Assert.Equal(200, (await app.DeleteAsync("/v1/events/e-9")).Status);
        Assert.Equal(201, (await app.PutAsync("/v1/events/beyond", Full())).Status);
    }

    private static string Full(string? id = null) => $$"""{{{(id is null ? "" : $"\"id\":\"{id}\",")}}"ticket":"full","type":"reply","at":"2026-01-06T09:00:00Z","agent":"anna"}""";

    private async Task<KpiApp> StartAsync()
    {
        var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/long", """{"createdAt":"2026-01-05T09:00:00Z","account":"Secret"}""");
        var answer = await app.PostLinesAsync("/v1/events", [.. Enumerable.Range(0, Events).Select(n =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"id":"e-{{n}}","ticket":"long","type":"reply","at":"2026-01-05T10:00:00.{{n % 1000:000}}Z","agent":"anna"}"""))]);
        Assert.Equal((200, $"{Events}"), (answer.Status, answer["created"]));
        app.Service<LongTimelines>().Scheduler = _held;
        return app;
    }

    private async Task HeldAsync()
    {
        while (!_held.HoldsAny) await Task.Delay(5);
    }
}
