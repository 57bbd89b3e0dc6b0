using KpiApi.Engine.Model;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Tests.Databases;

/// <summary>What the store needs of its database, whichever it is: a class for each runs all of it.</summary>
public abstract partial class DatabaseTests
{
    /// <summary>Makes storing the agent bert fail.</summary>
    protected virtual string RefuseBert => "ALTER TABLE \"agents\" ADD CONSTRAINT \"no_bert\" CHECK (\"Id\" <> 'bert')";

    private protected abstract TestDatabase NewDatabase();

    [StoreFact]
    public async Task Migrations_give_the_tables_of_the_model()
    {
        await using var store = await StartAsync();
        using var database = store.OpenDatabase();
        Assert.False(database.Database.HasPendingModelChanges());
        Assert.Empty(database.Database.GetPendingMigrations());
    }

    [StoreFact]
    public async Task Columns_of_the_statements_are_those_of_the_model()
    {
        await using var store = await StartAsync();
        using var database = store.OpenDatabase();
        SameColumns(database, StoreTables.Tickets);
        SameColumns(database, StoreTables.Events);
        SameColumns(database, StoreTables.Surveys);
        SameColumns(database, StoreTables.Agents);
        SameColumns(database, StoreTables.Accounts);
        SameColumns(database, StoreTables.Shifts);
        SameColumns(database, StoreTables.Costs);
        SameColumns(database, StoreTables.Settings);
    }

    [StoreFact]
    public async Task Processes_that_start_at_once_on_no_database_make_one()
    {
        var database = NewDatabase();
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StoreHost.StartAsync(database, isOwner: false))));
        var results = await Task.WhenAll(stores.Select(store => store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-1"))));
        Assert.Equal((1, 3), (results.Sum(result => result.Created), results.Sum(result => result.Unchanged)));
        foreach (var store in stores) await store.DisposeAsync();
        await database.DropAsync();
    }

    [StoreFact]
    public async Task Ticket_gets_as_many_events_as_it_may_have_and_no_more_whoever_writes()
    {
        await using var store = await StartAsync();
        await using var other = await store.StartAnotherAsync();
        var table = StoreTables.Events with { MaxOfTicket = 3 };
        Assert.Equal("1 0 ", await WriteAsync(store, true, "a T"));
        Assert.Equal("1 0 ", await WriteAsync(other, true, "b T"));
        // To a database 'T' and 'T ' may be the same; they are two tickets.
        Assert.Equal("3 0 ", await WriteAsync(store, true, "c T ", "d T ", "e t"));
        Assert.Equal("0 0 1", await WriteAsync(other, true, "f T", "g T"));
        Assert.Equal("2 0 2", await WriteAsync(store, false, "a T", "f T", "g T", "h u"));
        Assert.Equal("0 0 0 1", await WriteAsync(other, false, "g T", "h T"));
        Assert.Equal("1 0 3 4", await WriteAsync(store, false, "i T ", "i T ", "f T", "j T ", "k T"));
        await store.DeleteAsync(StoreTables.Events, "a");
        Assert.Equal("1 0 1", await WriteAsync(other, false, "j T", "k T"));
        Assert.Equal("3 0 3", await WriteAsync(store, false, "1 new", "2 new", "3 new", "4 new"));

        async Task<string> WriteAsync(StoreHost to, bool isAllOrNothing, params string[] events)
        {
            var rows = events.Select(text => Rows.Note(text.Split(' ', 2)[0], text.Split(' ', 2)[1])).ToList();
            var result = await to.WriteAsync(new UpsertWrite<TicketEvent>(table, rows, isAllOrNothing: isAllOrNothing));
            return $"{result.Created} {result.Updated} {string.Join(' ', result.Refused ?? [])}";
        }
    }

    [StoreFact]
    public async Task Concurrent_writes_share_transactions_and_versions_have_no_gap()
    {
        await using var store = await StartAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => store.WriteAsync(StoreTables.Tickets, Rows.Ticket($"T-{n}"))));
        Assert.All(results, result => Assert.Equal(1, result.Created));
        var versions = results.Select(result => result.Version).Distinct().Order().ToList();
        Assert.Equal(Enumerable.Range(1, versions.Count).Select(n => (long)n), versions);
        Assert.True(versions.Count < 100, $"{versions.Count} versions");
        using var database = store.OpenDatabase();
        Assert.Equal(versions, database.Tickets.Select(row => EF.Property<long>(row, KpiDbContext.Version)).Distinct().AsEnumerable().Order());
    }

    [StoreFact]
    public async Task Versions_of_concurrent_processes_have_no_gap_and_are_in_the_order_of_commit()
    {
        await using var one = await StartAsync();
        await using var two = await one.StartAnotherAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => (n % 2 == 0 ? one : two).WriteAsync(StoreTables.Tickets, Rows.Ticket($"T-{n}"))));
        var versions = results.Select(result => result.Version).Distinct().Order().ToList();
        Assert.Equal(Enumerable.Range(1, versions.Count).Select(n => (long)n), versions);
        using var database = one.OpenDatabase();
        Assert.Equal(60, database.Tickets.Count());
        var stamped = database.Tickets.OrderBy(row => EF.Property<long>(row, KpiDbContext.Seq)).Select(row => EF.Property<long>(row, KpiDbContext.Version)).ToList();
        Assert.Equal(stamped.Order(), stamped);
    }

    /// <summary>Each version adds one ticket, so a view of version v has v of them, however many come while it is read.</summary>
    [StoreFact]
    public async Task Version_and_rows_of_a_view_are_of_one_moment()
    {
        await using var one = await StartAsync();
        await using var two = await one.StartAnotherAsync();
        await SeeOneMomentAsync(one, two);
    }

    [StoreFact]
    public async Task Nothing_changed_raises_no_version()
    {
        await using var store = await StartAsync();
        Assert.Equal(1, (await store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-1"))).Version);
        Assert.Equal(1, (await store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-1"))).Version);
        Assert.Equal(0, (await store.DeleteAsync(StoreTables.Tickets, "T-2")).Deleted);
        Assert.Equal(2, (await store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-3"))).Version);
    }

    [StoreFact]
    public async Task Changes_come_once_and_in_order_page_by_page_up_to_a_version()
    {
        await using var store = await StartAsync();
        await store.WriteAsync(StoreTables.Agents, [.. Enumerable.Range(0, 2_500).Select(n => new Agent { Id = $"a-{n}" })]);
        await store.WriteAsync(StoreTables.Agents, [.. Enumerable.Range(0, 10).Select(n => new Agent { Id = $"a-{n}", Name = "again" })]);
        await store.WriteAsync(StoreTables.Agents, new Agent { Id = "late" });
        await store.DeleteAsync(StoreTables.Agents, "a-2499");
        var queries = store.Service<StoreQueries>();
        var changes = queries.ReadChanges(StoreTables.Agents, 0, 2).ToList();
        Assert.Equal([.. Enumerable.Range(10, 2_489), .. Enumerable.Range(0, 10)], changes.Select(change => int.Parse(change.Row.Id[2..], null)));
        Assert.Equal(changes.Select(change => (change.Place.Version, change.Place.Seq)).Order(), changes.Select(change => (change.Place.Version, change.Place.Seq)));
        Assert.Equal(["late"], queries.ReadChanges(StoreTables.Agents, 2, long.MaxValue).Select(change => change.Row.Id));
        using var database = store.OpenDatabase();
        var gone = Assert.Single(queries.ReadTombstones(0, long.MaxValue));
        Assert.Equal((RecordKind.Agent, IdHash.Load(database).Of(RecordKind.Agent, "a-2499"), 4L), (gone.Row.Kind, gone.Row.Hash, gone.Place.Version));
        Assert.Equal("a-10", queries.Find(StoreTables.Agents, "a-10")!.Id);
        Assert.Null(queries.Find(StoreTables.Agents, "A-10"));
    }

    [StoreFact]
    public async Task Deleted_and_moved_rows_leave_a_tombstone()
    {
        await using var store = await StartAsync();
        await store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-1", "A-1"), Rows.Ticket("T-2"));
        await store.WriteAsync(StoreTables.Events, Rows.Note("E-1", "T-1"));
        Assert.Equal(1, (await store.WriteAsync(StoreTables.Events, Rows.Note("E-1", "T-2"))).Updated);
        await store.DeleteAsync(StoreTables.Events, "E-1");
        await store.DeleteAsync(StoreTables.Tickets, "T-1");
        using var database = store.OpenDatabase();
        Assert.Equal(["Event E-1 T-1  3", "Event E-1 T-2  4", "Ticket T-1  A-1 5"], Graveyard.Read(database, "E-1", "T-1", "T-2", "A-1"));
    }

    [StoreFact]
    public async Task Write_that_fails_does_not_fail_the_others()
    {
        await using var store = await StartAsync();
        using (var database = store.OpenDatabase()) database.Database.ExecuteSqlRaw(RefuseBert);
        var writes = ((string[])["anna", "bert", "cleo"]).Select(id => store.WriteAsync(StoreTables.Agents, new Agent { Id = id })).ToList();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => writes[1]);
        Assert.Equal(2, (await writes[0]).Created + (await writes[2]).Created);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteAsync(StoreTables.Agents, new Agent { Id = "dora" }, new Agent { Id = "bert" }));
        using var after = store.OpenDatabase();
        Assert.Equal(["anna", "cleo"], after.Agents.Select(agent => agent.Id).AsEnumerable().Order());
    }

    [StoreFact]
    public async Task Account_is_erased_with_all_that_belongs_to_it_and_nothing_else()
    {
        await using var store = await StartAsync();
        await store.WriteAsync(StoreTables.Accounts, new Account { Id = "A-1" });
        await store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-1", "A-1"), Rows.Ticket("T-2", "A-2"));
        await store.WriteAsync(StoreTables.Events, Rows.Note("E-1", "T-1"));
        await store.WriteAsync(StoreTables.Surveys, Rows.Survey("S-1", "T-1"), Rows.Survey("S-2", account: "A-1"), Rows.Survey("S-3", "T-2"));
        using var database = store.OpenDatabase();
        var erase = await EraseWrite.PrepareAsync("A-1", store.Service<DatabaseDialect>(), database, CancellationToken.None);
        await store.WriteAsync(erase);
        Assert.Equal(new ErasedAccount(1, 1, 2), erase.Erased);
        Assert.Equal(["T-2"], database.Tickets.Select(row => row.Id));
        Assert.Equal(["S-3"], database.Surveys.Select(row => row.Id));
        Assert.Equal(["Account A-1", "Event E-1 T-1", "Survey S-1 T-1", "Survey S-2", "Ticket T-1"],
            Graveyard.Read(database, "A-1", "E-1", "T-1", "S-1", "S-2").Select(text => string.Join(' ', text.Split(' ')[..3]).TrimEnd()).Order(StringComparer.Ordinal));
    }

    private protected static async Task SeeOneMomentAsync(StoreHost one, StoreHost two)
    {
        using var stop = new CancellationTokenSource();
        var writing = Task.WhenAll(((StoreHost[])[one, two]).Select(async (store, place) =>
        {
            for (var n = 0; !stop.IsCancellationRequested || n < 10; n++) Assert.Equal(1, (await store.WriteAsync(StoreTables.Tickets, Rows.Ticket($"T-{place}-{n}"))).Created);
        }));
        for (var views = 0; views < 30; views++)
        {
            using var view = one.Service<StoreQueries>().OpenView();
            await Task.Delay(5);
            Assert.Equal(view.Version, view.Reader.Rows(StoreTables.Tickets, null).Count);
            Assert.Equal(view.Version, view.Reader.Version());
        }

        await stop.CancelAsync();
        await writing;
    }

    private protected Task<StoreHost> StartAsync() => StoreHost.StartAsync(NewDatabase());

    private static void SameColumns<T>(KpiDbContext database, StoreTable<T> table)
    {
        var entity = database.Model.FindEntityType(typeof(T))!;
        Assert.Equal(table.Name, entity.GetTableName());
        Assert.Equal(
            entity.GetProperties().Where(property => property.GetComputedColumnSql() is null).Select(property => property.Name).Order(StringComparer.Ordinal),
            table.Columns.Select(column => column.Name).Append(KpiDbContext.Seq).Append(KpiDbContext.Version).Order(StringComparer.Ordinal));
    }
}
