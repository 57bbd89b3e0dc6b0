using KpiApi.Alerts;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Outbox;
using KpiApi.Storage.Writing;
using KpiApi.Tests.Storage.Outages;
using KpiApi.Webhooks;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using Xunit.Abstractions;

namespace KpiApi.Tests.Webhooks;

/// <summary>The database goes away in the middle of deliveries, and comes back.</summary>
public sealed class DeliveryOutageTests(ITestOutputHelper output)
{
    private const string Away = "What waits for webhooks cannot be read or written";

    [Theory]
    [InlineData(200, "T-1, T-2, T-3")]
    [InlineData(500, "T-1, T-1, T-2, T-3")]
    public async Task Attempt_that_cannot_be_noted_is_not_made_again_while_another_process_locks_the_file(int status, string expected)
    {
        await using var desk = await WebhookDesk.StartAsync(builder => builder.Configuration["Store:ConnectionString"] += ";Default Timeout=1");
        SqliteConnection? other = null;
        // From the first message on.
        desk.Receiver.Given(Request.Create().WithPath("/ops").UsingPost()).RespondWith(Response.Create().WithCallback(_ =>
        {
            other ??= Outage.Lock(desk.App);
            return new ResponseMessage { StatusCode = status };
        }));
        await desk.MakeAsync("ops");
        foreach (var ticket in (string[])["T-1", "T-2", "T-3"]) await desk.TellAsync(ticket, "ops");
        await desk.UntilAsync(() => Logged(desk.Log, Away));
        desk.Hangs = true;
        await desk.UntilAsync(() => Logged(desk.Log, "This process has lost the lease webhooks"));
        await desk.ReceivedAsync("ops", 1);
        Assert.Equal("T-1", desk.Tickets("ops"));

        desk.Hangs = false;
        desk.Answers("/ops", 200);
        await other!.DisposeAsync();
        await desk.DeliveredAsync("ops");
        Assert.Equal(expected, desk.Tickets("ops"));
        Assert.Single(desk.Log.All, line => line.Contains(Away, StringComparison.Ordinal));
        await desk.UntilAsync(() => Logged(desk.Log, "What waits for webhooks is read and written again"));
    }

    [ClusterFact]
    public async Task Server_that_is_stopped_and_started_again_costs_no_event_and_the_service_goes_on()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var (database, log) = (new TestDatabase("PostgreSql", cluster.ConnectionString, null), new LogLines(LogLevel.Error));
        await using var app = await KpiApp.StartOnAsync(database, isOwner: false, builder =>
        {
            Outage.Impatient(builder);
            builder.Configuration["Webhooks:AllowPrivate"] = "true";
            builder.Logging.AddProvider(log);
        });
        using var load = new OutboxLoad(database);
        await load.MakeWebhooksAsync(app.Http);
        await app.PutAllAsync(("/v1/alerts/low", """{"when":{"survey":"csat","outcome":"negative"},"webhooks":[]}"""));
        string[] modes = ["immediate", "fast"];
        foreach (var mode in modes)
        {
            var before = load.Received;
            var telling = load.TellAsync(80);
            while (load.Received < before + 30) await Task.Delay(5);
            await cluster.StopServerAsync(mode);
            // Not by the log, which has a line for the first that finds the server away and none for those that still did.
            while (await AnswersAsync(app)) await Task.Delay(20);
            // Everything that looks every second has found it away.
            await Task.Delay(1_500);
            await cluster.StartServerAsync();
            await telling;
            await load.DeliveredAsync(app.Http);
        }

        Assert.Contains(log.All, line => line.Contains(Away, StringComparison.Ordinal));
        var repeated = load.Check();
        output.WriteLine($"{load.Received} messages, {repeated} of them again.");
        // What a receiver was just being sent when the lease ran out.
        Assert.InRange(repeated, 0, 3 * modes.Length);
        await AlertsGoOnAsync(app);
        Outage.AssertRuns(app);
    }

    [Theory]
    [InlineData("PostgreSql", "Host=127.0.0.1;Port=1;Timeout=1")]
    [InlineData("SqlServer", "Server=127.0.0.1,1;Connect Timeout=1")]
    public async Task Server_that_nobody_reaches_is_a_store_that_is_away(string provider, string place)
    {
        var contexts = new StoreContexts(DatabaseDialects.Create(new() { Provider = provider, ConnectionString = place }, _ => { }));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => new AlertHistory(contexts).LastAsync());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => new DeliveryStore(contexts, new OutboxSignal(), TimeProvider.System).DueAsync(CancellationToken.None));
    }

    private static async Task AlertsGoOnAsync(KpiApp app)
    {
        var survey = $$"""{"kind":"csat","score":1,"respondedAt":"{{TimeProvider.System.GetUtcNow():O}}"}""";
        while ((await app.PutAsync("/v1/surveys/S-1", survey)).Status == 503) await Task.Delay(50);
        while ((await app.GetAsync("/v1/alerts/low/history")).Json["items"]?.AsArray() is not { Count: 1 }) await Task.Delay(50);
    }

    private static async Task<bool> AnswersAsync(KpiApp app)
    {
        using var answer = await app.Http.GetAsync(new Uri("/v1/webhooks", UriKind.Relative));
        return answer.IsSuccessStatusCode;
    }

    private static bool Logged(LogLines log, string text) => log.All.Any(line => line.Contains(text, StringComparison.Ordinal));
}
