using System.Text.Json.Nodes;
using KpiApi.Auth;
using KpiApi.Engine.Planning;
using KpiApi.Kpis.Admission;
using KpiApi.Storage.Tables;
using KpiApi.Tests.Auth;

namespace KpiApi.Tests.Kpis.Admission;

public sealed class QueryAdmissionTests
{
    private const string Query = "metrics=tickets_created&from=2026-03-01&to=2026-03-08";

    [Fact]
    public async Task Key_whose_queries_wait_already_is_told_to_come_back_and_another_waits()
    {
        string[] paths =
        [
            "/v1/kpis?" + Query, "/v1/kpis?format=csv&" + Query, "/v1/kpis/records?metric=tickets_created&from=2026-03-01&to=2026-03-08",
            "/v1/tickets?state=open", "/v1/dimensions/channel", "/v1/dimensions/age",
        ];
        await using var app = await Reading.StartDeskAsync(null, "Keys:Admin=" + Keyed.Admin, "Limits:WaitingQueries=1");
        var (_, busy) = await app.MakeKeyAsync("read read:agents");
        var (_, other) = await app.MakeKeyAsync("read read:agents");
        foreach (var path in paths)
        {
            await using var held = new HeldThreads(app);
            var first = app.CallAsync("GET", path, busy);
            await held.WaitingAsync(1);
            var refused = await app.CallAsync("GET", path, busy);
            Assert.Equal((path, "429 too_many_queries", "1"), (path, refused.Outcome(), refused.Headers.RetryAfter?.ToString()));
            var second = app.CallAsync("GET", path, other);
            await held.WaitingAsync(2);
            await held.DisposeAsync();
            Assert.Equal((path, "200", "200"), (path, (await first).Outcome(), (await second).Outcome()));
        }
    }

    [Fact]
    public async Task Writes_health_and_kept_answers_pass_queries()
    {
        await using var app = await Reading.StartDeskAsync(null, "Kpi:FastWays=true");
        Assert.Equal(200, (await app.ReadAsync($"/v1/kpis?{Query}")).Status);
        await using var held = new HeldThreads(app);
        Assert.Equal(200, (await app.ReadAsync("/health/ready")).Status);
        Assert.Equal(200, (await app.ReadAsync("/v1/status")).Status);
        Assert.Equal((200, 0), ((await app.ReadAsync($"/v1/kpis?{Query}")).Status, held.Waiting));
        await app.PutAllAsync(("/v1/tickets/Z", """{"createdAt":"2026-03-09T09:00:00Z"}"""));
    }

    [Fact]
    public async Task Query_that_takes_too_long_is_a_clear_error()
    {
        await using var app = await Reading.StartDeskAsync(null, "Limits:QuerySeconds=1");
        await using var held = new HeldThreads(app);
        var reply = await app.ReadAsync($"/v1/kpis?{Query}");
        Assert.Equal(("503 query_timeout", "5"), (reply.Outcome(), reply.Headers.RetryAfter?.ToString()));
        Assert.Equal(0, held.Waiting);
    }

    [Fact]
    public async Task Client_that_goes_leaves_the_queue()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var held = new HeldThreads(app);
        using var gone = new CancellationTokenSource();
        var asking = app.Http.GetAsync(new Uri($"/v1/kpis?{Query}", UriKind.Relative), gone.Token);
        await held.WaitingAsync(1);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await held.WaitingAsync(0);
    }

    [Fact]
    public async Task Graph_tells_the_same_code()
    {
        await using var app = await Reading.StartDeskAsync(null, "Limits:WaitingQueries=1");
        await using var held = new HeldThreads(app);
        var waits = app.ReadAsync($"/v1/kpis?{Query}");
        await held.WaitingAsync(1);
        var body = new JsonObject { ["query"] = "{kpis(input:{metrics:[{metric:CSAT}]}){rowCount} version}" };
        using var answer = await app.Http.PostAsync(new Uri("/graphql", UriKind.Relative), new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json"));
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("too_many_queries", (string?)json["errors"]![0]!["extensions"]!["code"]);
        Assert.Equal(app.VisibleVersion, (long)json["data"]!["version"]!);
        await held.DisposeAsync();
        Assert.Equal("200", (await waits).Outcome());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Only_so_many_wait_for_a_version(int others)
    {
        var clock = new HeldClock(TimeSpan.FromSeconds(5));
        await using var app = await KpiApp.StartAsync(adjust: builder =>
        {
            builder.UseClock(clock);
            builder.Configuration["Limits:VersionWaits"] = $"{1 + others}";
        });
        await app.PutAsync("/v1/tickets/A", """{"createdAt":"2026-03-02T09:00:00Z"}""");
        var waits = Enumerable.Range(0, 1 + others).Select(n => app.Service<VersionWaits>().UntilAsync(99, Callers.Local, CancellationToken.None)).ToList();
        var reply = await app.ReadAsync($"/v1/kpis?{Query}&minVersion=99");
        Assert.Equal("429 too_many_waits", reply.Outcome());
        Assert.Equal(200, (await app.ReadAsync($"/v1/kpis?{Query}&minVersion=1")).Status);
        Assert.DoesNotContain(waits, wait => wait.IsCompleted);
        clock.EndWaits();
        Assert.All(await Task.WhenAll(waits), isSeen => Assert.False(isSeen));
        Assert.True(await app.Service<VersionWaits>().UntilAsync(1, Callers.Local, CancellationToken.None));
    }

    /// <summary>All threads for queries, kept busy by somebody else.</summary>
    private sealed class HeldThreads : IAsyncDisposable
    {
        private readonly QueryAdmission _admission;
        private readonly ManualResetEventSlim _gate = new();
        private readonly Task[] _held;

        public HeldThreads(KpiApp app)
        {
            _admission = app.Service<QueryAdmission>();
            using var running = new CountdownEvent(Math.Max(2, Environment.ProcessorCount));
            _held = [.. Enumerable.Range(0, running.InitialCount).Select(_ => _admission.RunAsync(Callers.Of("test", "somebody", Scopes.Read), new QueryCost(1, 0), (_, _) =>
            {
                running.Signal();
                _gate.Wait(CancellationToken.None);
                return 0;
            }, CancellationToken.None))];
            running.Wait();
        }

        public int Waiting => _admission.Waiting;

        public async Task WaitingAsync(int count)
        {
            while (_admission.Waiting != count)
                await Task.Delay(5);
        }

        public async ValueTask DisposeAsync()
        {
            _gate.Set();
            // Those whose time was over have told it.
            await Task.WhenAll(_held).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
