using System.Net.Http.Headers;
using KpiApi.Engine.Model;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>What may wait for the store is bounded.</summary>
public sealed class WaitingTests
{
    [Fact]
    public async Task More_than_may_wait_is_refused_at_once_and_what_waits_is_stored()
    {
        await using var app = await KpiApp.StartAsync(adjust: builder =>
        {
            builder.Configuration["Writer:MaxWaitingWrites"] = "2";
            builder.Configuration["Writer:DeadlineSeconds"] = "60";
        });
        Task<Answer>[] waiting;
        using (Outage.Lock(app))
        {
            waiting = [.. Enumerable.Range(0, 2).Select(n => app.PutAsync($"/v1/agents/a-{n}", "{}"))];
            while (app.Service<GroupWriter>().HasRoomFor(Agents(1))) await Task.Delay(10);
            using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/agents/late") { Content = new StringContent("{}", MediaTypeHeaderValue.Parse("application/json")) };
            using var response = await app.Http.SendAsync(request);
            Assert.NotNull(response.Headers.RetryAfter);
            Assert.Equal(503, (int)response.StatusCode);
            Assert.Contains("store_busy", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            // At once: not when there is room again.
            Assert.All(waiting, answer => Assert.False(answer.IsCompleted));
        }

        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(201, answer.Status));
        Assert.Equal(201, (await app.PutAsync("/v1/agents/late", "{}")).Status);
    }

    [Fact]
    public async Task Stream_longer_than_may_wait_is_read_more_slowly_and_not_refused()
    {
        await using var app = await KpiApp.StartAsync(adjust: builder => builder.Configuration["Writer:MaxWaitingRows"] = "6000");
        var answer = await app.PostLinesAsync("/v1/agents", [.. Enumerable.Range(0, 30_000).Select(n => $$"""{"id":"a-{{n}}"}""")]);
        Assert.Equal((200, "30000"), (answer.Status, answer["created"]));
    }

    [Fact]
    public async Task Publishing_that_takes_long_is_not_taken_for_a_store_that_does_not_answer()
    {
        await using var app = await KpiApp.StartAsync(adjust: builder =>
        {
            builder.Configuration["Writer:DeadlineSeconds"] = "1";
            // So that the writer waits with the next group, not with a look at the store.
            builder.Configuration["Store:PollIntervalMilliseconds"] = "60000";
        });
        Assert.Equal(201, (await app.PutAsync("/v1/tickets/T-1", """{"createdAt":"2026-01-05T08:00:00Z","account":"A-1"}""")).Status);
        var begun = new TaskCompletionSource();
        using var go = new ManualResetEventSlim();
        app.Service<FactFeed>().Erased += () =>
        {
            begun.SetResult();
            go.Wait();
        };
        var erasing = app.DeleteAsync("/v1/accounts/A-1");
        await begun.Task;
        var next = app.PutAsync("/v1/agents/a", "{}");
        // A store has twice its deadline to answer.
        await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(5)));
        Assert.False(next.IsCompleted || app.Service<GroupWriter>().IsRefusing);
        go.Set();
        Assert.Equal((200, 201), ((await erasing).Status, (await next).Status));
    }

    [Fact]
    public async Task Store_that_does_not_answer_is_told_in_time_and_later_writes_at_once()
    {
        await using var app = await KpiApp.StartAsync(adjust: builder => builder.Configuration["Writer:DeadlineSeconds"] = "1");
        using (Outage.Lock(app))
        {
            var answer = await app.PutAsync("/v1/agents/a", "{}");
            Assert.Equal(503, answer.Status);
            Assert.Contains("may be stored or not", answer["detail"], StringComparison.Ordinal);
            Assert.Contains("Nothing of it was stored", (await app.PutAsync("/v1/agents/b", "{}"))["detail"], StringComparison.Ordinal);
            Assert.Equal("refused", (await app.GetAsync("/health/ready"))["writes"]);
        }

        var again = await app.PutAsync("/v1/agents/a", "{}");
        while (again.Status == 503)
        {
            await Task.Delay(20);
            again = await app.PutAsync("/v1/agents/a", "{}");
        }

        Assert.Equal((200, "unchanged"), (again.Status, again["outcome"]));
        using var store = app.OpenDatabase();
        Assert.Equal(["a"], store.Agents.Select(row => row.Id));
    }

    private static UpsertWrite<Agent> Agents(int rows, string name = "") =>
        new(StoreTables.Agents, [.. Enumerable.Range(0, rows).Select(n => new Agent { Id = $"a-{n}", Name = name })]);
}
