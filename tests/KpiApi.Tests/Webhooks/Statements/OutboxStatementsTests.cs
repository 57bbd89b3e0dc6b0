using System.Globalization;
using System.Text;
using KpiApi.Alerts;
using KpiApi.Settings;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Outbox;
using KpiApi.Storage.Tables;
using KpiApi.Tests.Kpis;
using KpiApi.Webhooks;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace KpiApi.Tests.Webhooks.Statements;

/// <summary>Every statement about alerts' events, deliveries and leases that each database gets, held to the text in this folder: what EF makes of the code is seen in review.</summary>
public sealed class OutboxStatementsTests
{
    [Theory]
    [InlineData("Sqlite", "Data Source=:memory:", "sqlite.sql")]
    [InlineData("PostgreSql", "Host=nowhere", "postgresql.sql")]
    [InlineData("SqlServer", "Server=nowhere", "sqlserver.sql")]
    public async Task Statements_are_those_committed(string provider, string place, string file)
    {
        var text = new StringBuilder();
        foreach (var (title, statements) in await TakeAsync(provider, place))
            foreach (var sql in statements) text.Append(CultureInfo.InvariantCulture, $"-- {title}\n{sql.Replace("\r", "", StringComparison.Ordinal).TrimEnd()}\n\n");
        await Repository.AssertIsCommittedAsync(text.ToString().TrimEnd('\n') + "\n", "tests", "KpiApi.Tests", "Webhooks", "Statements", file);
    }

    [Fact]
    public async Task Statements_are_T_SQL_of_2019()
    {
        foreach (var sql in (await TakeAsync("SqlServer", "Server=nowhere")).SelectMany(taken => taken.Statements))
        {
            new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
            Assert.True(errors.Count == 0, $"{string.Join(", ", errors.Select(error => error.Message))} in {sql}");
        }
    }

    private static async Task<List<(string Title, IReadOnlyList<string> Statements)>> TakeAsync(string provider, string place)
    {
        var (taken, none) = (new TakenStatements(), CancellationToken.None);
        var dialect = DatabaseDialects.Create(new() { Provider = provider, ConnectionString = place }, taken.Take(isEmbedded: provider == "Sqlite"));
        var (contexts, signal, clock) = (new StoreContexts(dialect), new OutboxSignal(), new StandingClock());
        var (outbox, deliveries, history, leases) = (new AlertOutbox(dialect, signal), new DeliveryStore(contexts, signal, clock), new AlertHistory(contexts), new LeaseStore(dialect));
        var (alert, lease) = (new AlertSetting("slow", new() { Metric = "csat" }, [], null, null, 0, 0), new HeldLease("alerts", "holder", null));
        var told = new OutboxEvent("slow", "T-1", "ticket.waiting", 0, "{}") { Webhooks = ["ops"] };
        var delivery = new WebhookDelivery { Webhook = "ops", EventSeq = 1, MessageId = "msg_1", NextAttemptMs = 0 };
        (string, Func<Task>)[] actions =
        [
            ("Take a lease that was never taken", () => IgnoreAsync(leases.TryTakeAsync("alerts", null, none))),
            ("Take a lease of another", () => IgnoreAsync(leases.TryTakeAsync("alerts", new() { Name = "alerts", Holder = "other", Renewals = 1 }, none))),
            ("Look at a lease", () => leases.FindAsync("alerts", none)),
            ("Renew a lease", () => leases.RenewAsync(lease, none)),
            ("Give a lease back", () => leases.GiveBackAsync(lease, none)),
            ("Store an event about a ticket", () => IgnoreAsync(outbox.AppendAsync(lease, 1, [told with { Ticket = "T-1" }], none))),
            ("Store an event about a survey", () => IgnoreAsync(outbox.AppendAsync(lease, 1, [told with { Survey = "S-1" }], none))),
            ("Store an event about an account", () => IgnoreAsync(outbox.AppendAsync(lease, 1, [told with { Account = "A-1" }], none))),
            ("Store an event of a test", () => IgnoreAsync(outbox.AppendAsync(told, none))),
            ("Store a delivery", () => IgnoreAsync(AddAsync(contexts, delivery))),
            ("Forget an alert", () => outbox.DeleteAlertAsync("slow", none)),
            ("How alerts stand", () => history.ReadStatesAsync([alert])),
            ("What an alert has reported", () => history.ReadReportedAsync(alert)),
            ("How much alerts have reported", () => history.CountAsync(0)),
            ("An alert's history", () => history.ListAsync("slow", 100, 10)),
            ("What was reported last", () => history.LastAsync()),
            ("What was reported since", () => history.ReadAfterAsync(1, 10)),
            ("Webhooks that are due", () => deliveries.DueAsync(none)),
            ("A webhook's first delivery", () => deliveries.FirstDueAsync("ops", none)),
            ("Note a delivery", () => deliveries.SaveDeliveredAsync(delivery, new(200, null))),
            ("Note a failure", () => IgnoreAsync(deliveries.SaveFailedAsync(delivery, new(500, "no"), 5_000))),
            ("Resume a webhook", () => deliveries.ResumeAsync("ops")),
            ("Replay a delivery", () => deliveries.ReplayAsync("ops", 1, isDryRun: false)),
            ("A webhook's deliveries", () => deliveries.ListAsync("ops", DeliveryState.Pending, 100, 10)),
            ("Forget a webhook", () => deliveries.DeleteAllAsync("ops")),
            ("Forget old deliveries", () => deliveries.DeleteBeforeAsync(0, none)),
            ("How webhooks fare", () => deliveries.HealthAsync(none)),
        ];
        var all = new List<(string, IReadOnlyList<string>)>();
        foreach (var (title, action) in actions) all.Add((title, await taken.OfAsync(action)));
        return all;
    }

    private static async Task AddAsync(StoreContexts contexts, WebhookDelivery delivery)
    {
        await using var context = contexts.CreateDbContext();
        context.WebhookDeliveries.Add(delivery);
        await context.SaveChangesAsync();
    }

    /// <summary>What is found is not what was looked for, or no row of Npgsql's own, which ends it.</summary>
    private static async Task IgnoreAsync(Task asking) => await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
