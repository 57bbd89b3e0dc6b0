using System.Globalization;
using KpiApi.Engine.Model;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Reading;

namespace KpiApi.Tests.Storage;

/// <summary>A long timeline that is read again is what the store has, whatever has happened to its events; mostly without reading all of them.</summary>
public sealed class LongTimelineCacheTests
{
    private const int Events = LongTimelines.FromEvents + 500;

    [Fact]
    public async Task Events_sent_changed_moved_deleted_and_sent_again_are_as_the_store_has_them()
    {
        await using var app = await StartAsync();
        var random = new Random(3);
        string Id() => $"e-{random.Next(Events)}";
        for (var round = 0; round < 60; round++)
        {
            for (var change = random.Next(4); change > 0; change--)
            {
                var answer = random.Next(6) switch
                {
                    0 => await app.DeleteAsync($"/v1/events/{Id()}"),
                    1 => await app.PutAsync($"/v1/events/{Id()}", Reply("other", round)),
                    2 => await app.PutAsync($"/v1/events/e-{Events + round}", Reply("long", round)),
                    3 => await app.PutAsync($"/v1/surveys/s-{round}", """{"kind":"csat","ticket":"long","respondedAt":"2026-01-07T09:00:00Z","score":5}"""),
                    4 => await app.PutAsync($"/v1/tickets/other-{round}", """{"createdAt":"2026-01-05T09:00:00Z"}"""),
                    _ => await app.PutAsync($"/v1/events/{Id()}", Reply("long", round)),
                };
                Assert.InRange(answer.Status, 200, 404);
            }

            AssertAsStored(app);
        }
    }

    [Fact]
    public async Task What_has_not_changed_is_not_read_again_and_all_is_after_a_deletion_or_many_changes()
    {
        await using var app = await StartAsync();
        var one = Read(app);
        await app.PutAsync("/v1/events/e-7", Reply("long", 1));
        var two = Read(app);
        Assert.Equal(Events - 1, SameObjects(one, two));
        Assert.Equal(Events, SameObjects(two, Read(app)));

        await app.DeleteAsync("/v1/events/e-8");
        var three = Read(app);
        Assert.Equal((Events - 1, 0), (three.Events.Count, SameObjects(two, three)));
        await app.PostLinesAsync("/v1/events", [.. Enumerable.Range(0, 1_000).Select(n => Reply("other", 2, $"o-{n}"))]);
        Assert.Equal(0, SameObjects(three, Read(app)));
    }

    [Fact]
    public async Task Ticket_deleted_and_sent_again_has_the_events_that_are_left()
    {
        await using var app = await StartAsync();
        Read(app);
        await app.DeleteAsync("/v1/tickets/long");
        Assert.Null(Cache(app).Read("long", Queries(app).ReadVersion()));
        await app.PutAsync("/v1/tickets/long", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        AssertAsStored(app);
    }

    [Fact]
    public async Task Erasure_leaves_nothing_in_memory()
    {
        await using var app = await StartAsync();
        var before = Read(app);
        await app.PutAsync("/v1/tickets/short", """{"createdAt":"2026-01-05T09:00:00Z","account":"Secret"}""");
        await app.DeleteAsync("/v1/accounts/Secret");
        Assert.Equal(0, SameObjects(before, Read(app)));
    }

    private static LongTimelineCache Cache(KpiApp app) => app.Service<LongTimelineCache>();

    private static StoreQueries Queries(KpiApp app) => app.Service<StoreQueries>();

    private static Timeline Read(KpiApp app) => Cache(app).Read("long", Queries(app).ReadVersion())!;

    private static void AssertAsStored(KpiApp app)
    {
        var (read, stored) = (Read(app), Queries(app).Read(["long"]).Single());
        Assert.Equal(stored.Ticket, read.Ticket);
        Assert.Equal(stored.Events.OrderBy(row => row.Id, StringComparer.Ordinal), read.Events.OrderBy(row => row.Id, StringComparer.Ordinal));
        Assert.Equal(stored.Surveys, read.Surveys);
    }

    private static int SameObjects(Timeline one, Timeline two) => one.Events.Intersect(two.Events, ReferenceEqualityComparer.Instance).Count();

    private static string Reply(string ticket, int round, string? id = null) => string.Create(CultureInfo.InvariantCulture,
        $$"""{{{(id is null ? "" : $"\"id\":\"{id}\",")}}"ticket":"{{ticket}}","type":"reply","at":"2026-01-06T09:{{round % 60:00}}:00Z","agent":"anna"}""");

    private static async Task<KpiApp> StartAsync()
    {
        var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/long", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        await app.PutAsync("/v1/tickets/other", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        var answer = await app.PostLinesAsync("/v1/events", [.. Enumerable.Range(0, Events).Select(n => Reply("long", n, $"e-{n}"))]);
        Assert.Equal((200, $"{Events}"), (answer.Status, answer["created"]));
        return app;
    }
}
