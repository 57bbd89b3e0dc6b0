using KpiApi.Engine.Model;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Outbox;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Tests.Databases;

public abstract partial class DatabaseTests
{
    [StoreFact]
    public async Task Events_are_kept_in_their_order_with_their_deliveries_and_the_position()
    {
        await using var store = await StartAsync();
        var lease = await store.Service<LeaseStore>().TryTakeAsync("alerts", null, CancellationToken.None);
        Assert.Null(lease!.Position);
        var events = Enumerable.Range(0, 40).Select(n => Told("slow", $"T-{n}", webhooks: n % 2 == 0 ? ["ops"] : ["ops", "chat", "ops"])).ToList();
        Assert.Equal(40, (await store.Service<AlertOutbox>().AppendAsync(lease, 17, events, CancellationToken.None))!.Count);
        using var database = store.OpenDatabase();
        Assert.Equal(events.Select(one => one.Subject), database.AlertEvents.OrderBy(row => row.Seq).Select(row => row.Subject));
        var deliveries = database.WebhookDeliveries.Where(row => row.Webhook == "ops").OrderBy(row => row.Seq).Select(row => database.AlertEvents.Single(one => one.Seq == row.EventSeq).Subject);
        Assert.Equal(events.Select(one => one.Subject), deliveries);
        Assert.Equal((20, 40, 17L), (database.WebhookDeliveries.Count(row => row.Webhook == "chat"), database.WebhookDeliveries.Select(row => row.MessageId).Distinct().Count(), database.Leases.Single().Position));
        // Taken over, it goes on from there.
        Assert.Equal(17, (await store.Service<LeaseStore>().TryTakeAsync("alerts", await store.Service<LeaseStore>().FindAsync("alerts", CancellationToken.None), CancellationToken.None))!.Position);
    }

    [StoreFact]
    public async Task Who_has_lost_the_lease_stores_no_event_and_moves_nothing()
    {
        await using var store = await StartAsync();
        await using var other = await store.StartAnotherAsync();
        var lost = (await store.Service<LeaseStore>().TryTakeAsync("alerts", null, CancellationToken.None))!;
        Assert.Null(await other.Service<LeaseStore>().TryTakeAsync("alerts", null, CancellationToken.None));
        var held = (await other.Service<LeaseStore>().TryTakeAsync("alerts", await other.Service<LeaseStore>().FindAsync("alerts", CancellationToken.None), CancellationToken.None))!;
        Assert.Null(await store.Service<AlertOutbox>().AppendAsync(lost, 5, [Told("slow", "T-1")], CancellationToken.None));
        Assert.False(await store.Service<LeaseStore>().RenewAsync(lost, CancellationToken.None));
        Assert.Single((await other.Service<AlertOutbox>().AppendAsync(held, 3, [Told("slow", "T-2")], CancellationToken.None))!);
        using var database = store.OpenDatabase();
        Assert.Equal(("T-2", "ops", 3L), (database.AlertEvents.Single().Subject, database.WebhookDeliveries.Single().Webhook, database.Leases.Single().Position));
    }

    [StoreFact]
    public async Task Alert_tells_once_under_a_key_and_another_alert_tells_it_too()
    {
        await using var store = await StartAsync();
        var lease = (await store.Service<LeaseStore>().TryTakeAsync("alerts", null, CancellationToken.None))!;
        var outbox = store.Service<AlertOutbox>();
        Assert.Equal(["T", "T ", "t", "T"], (await outbox.AppendAsync(lease, 1, [Told("slow", "T"), Told("slow", "T "), Told("slow", "t"), Told("slow", "T"), Told("low", "T")], CancellationToken.None))!.Select(row => row.Subject));
        Assert.Equal(["U"], (await outbox.AppendAsync(lease, 2, [Told("slow", "T"), Told("slow", "U"), Told("low", "T")], CancellationToken.None))!.Select(row => row.Subject));
        Assert.Null(await outbox.AppendAsync(Told("slow", "U"), CancellationToken.None));
        using var database = store.OpenDatabase();
        Assert.Equal((5, 5, 2L), (database.AlertEvents.Count(), database.WebhookDeliveries.Count(), database.Leases.Single().Position));
        await outbox.DeleteAlertAsync("slow", CancellationToken.None);
        Assert.Equal("low", database.AlertEvents.AsNoTracking().Single().Alert);
        Assert.Equal(database.AlertEvents.Single().Seq, database.WebhookDeliveries.Single().EventSeq);
    }

    [StoreFact]
    public async Task Events_whose_deliveries_cannot_be_stored_are_not_stored_either()
    {
        await using var store = await StartAsync();
        using var database = store.OpenDatabase();
        await database.Database.ExecuteSqlRawAsync(RefuseBert.Replace("agents", "webhook_deliveries", StringComparison.Ordinal)
            .Replace("\"Id\"", "\"Webhook\"", StringComparison.Ordinal).Replace("NEW.Id", "NEW.Webhook", StringComparison.Ordinal));
        var lease = (await store.Service<LeaseStore>().TryTakeAsync("alerts", null, CancellationToken.None))!;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Service<AlertOutbox>().AppendAsync(lease, 9, [Told("slow", "T-1"), Told("slow", "T-2", ["ops", "bert"])], CancellationToken.None));
        Assert.Equal((0, 0, null), (database.AlertEvents.Count(), database.WebhookDeliveries.Count(), database.Leases.Single().Position));
    }

    [StoreFact]
    public async Task Events_that_processes_tell_at_once_are_told_once_while_others_write()
    {
        await using var store = await StartAsync();
        await using var other = await store.StartAnotherAsync();
        var telling = ((StoreHost[])[store, other]).Select(async to =>
        {
            var told = 0;
            for (var n = 0; n < 25; n++) told += await to.Service<AlertOutbox>().AppendAsync(Told("slow", $"T-{n}"), CancellationToken.None) is null ? 0 : 1;
            return told;
        }).ToList();
        var writing = Enumerable.Range(0, 50).Select(n => store.WriteAsync(StoreTables.Tickets, Rows.Ticket($"T-{n}"))).ToList();
        Assert.Equal(25, (await Task.WhenAll(telling)).Sum());
        Assert.Equal(50, (await Task.WhenAll(writing)).Sum(written => written.Created));
    }

    [StoreFact]
    public async Task Erasing_an_account_erases_what_alerts_told_of_it()
    {
        await using var store = await StartAsync();
        await store.WriteAsync(StoreTables.Accounts, new Account { Id = "A-1" });
        await store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-1", "A-1"), Rows.Ticket("T-2", "A-2"));
        await store.WriteAsync(StoreTables.Surveys, Rows.Survey("S-1", "T-1"), Rows.Survey("S-2", account: "A-1"), Rows.Survey("S-3", "T-2"));
        foreach (var subject in (string[])["T-1", "T-2", "S-1", "S-2", "S-3", "A-1"]) await store.Service<AlertOutbox>().AppendAsync(Told("any", subject), CancellationToken.None);
        await store.Service<AlertOutbox>().AppendAsync(Told("any", "other") with { Body = """{"data":{"ticket":"T-1","survey":"S-9"}}""" }, CancellationToken.None);
        using var database = store.OpenDatabase();
        var erase = await EraseWrite.PrepareAsync("A-1", store.Service<DatabaseDialect>(), database, CancellationToken.None);
        await erase.ForgetAsync(database, CancellationToken.None);
        Assert.Equal(["T-2", "S-3"], database.AlertEvents.OrderBy(row => row.Seq).Select(row => row.Subject));
        Assert.Equal(database.AlertEvents.Select(row => row.Seq).Order().ToList(), database.WebhookDeliveries.Select(row => row.EventSeq).Order().ToList());
    }

    [StoreFact]
    public async Task Event_of_what_is_no_longer_there_is_not_stored()
    {
        await using var store = await StartAsync();
        await store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-1", "A-1"));
        await store.WriteAsync(StoreTables.Surveys, Rows.Survey("S-1", "T-1"));
        await store.WriteAsync(StoreTables.Accounts, new Account { Id = "A-2" });
        var lease = (await store.Service<LeaseStore>().TryTakeAsync("alerts", null, CancellationToken.None))!;
        OutboxEvent[] events =
        [
            Told("any", "T-1") with { Ticket = "T-1" }, Told("any", "T-2") with { Ticket = "T-2" },
            Told("any", "S-1") with { Survey = "S-1", Ticket = "T-1" }, Told("any", "S-2") with { Survey = "S-2", Ticket = "T-1" },
            Told("odd", "A-1") with { Account = "A-1" }, Told("odd", "A-2") with { Account = "A-2" }, Told("odd", "A-3") with { Account = "A-3" },
        ];
        Assert.Equal(["T-1", "S-1", "A-1", "A-2"], (await store.Service<AlertOutbox>().AppendAsync(lease, 1, events, CancellationToken.None))!.Select(row => row.Subject));
        using var database = store.OpenDatabase();
        Assert.Equal(4, database.WebhookDeliveries.Count());
    }

    [StoreFact]
    public async Task What_alerts_tell_of_an_account_while_it_is_erased_is_erased_with_it()
    {
        await using var store = await StartAsync();
        await store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-1", "A-1"), Rows.Ticket("T-2", "A-2"));
        using var database = store.OpenDatabase();
        var erase = await EraseWrite.PrepareAsync("A-1", store.Service<DatabaseDialect>(), database, CancellationToken.None);
        await erase.ForgetAsync(database, CancellationToken.None);
        // A ticket of it that comes meanwhile, too.
        await store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-3", "A-1"));
        foreach (var subject in (string[])["T-1", "T-2", "T-3"]) await store.Service<AlertOutbox>().AppendAsync(Told("any", subject) with { Ticket = subject }, CancellationToken.None);
        await store.Service<GroupWriter>().WriteAsync(erase, CancellationToken.None);
        Assert.Equal("T-2", database.AlertEvents.AsNoTracking().Single().Subject);
        Assert.Equal(database.AlertEvents.Single().Seq, database.WebhookDeliveries.Single().EventSeq);

        // Nothing but what was told is left to erase, and that is erased, too.
        await store.Service<AlertOutbox>().AppendAsync(Told("any", "A-1"), CancellationToken.None);
        await store.Service<GroupWriter>().WriteAsync(await EraseWrite.PrepareAsync("A-1", store.Service<DatabaseDialect>(), database, CancellationToken.None), CancellationToken.None);
        Assert.Equal("T-2", database.AlertEvents.AsNoTracking().Single().Subject);
    }

    private protected static OutboxEvent Told(string alert, string subject, string[]? webhooks = null) =>
        new(alert, subject, "ticket.waiting", 1_767_600_000_000, $$"""{"data":{"ticket":"{{subject}}"} }""") { Subject = subject, Webhooks = webhooks ?? ["ops"] };
}
