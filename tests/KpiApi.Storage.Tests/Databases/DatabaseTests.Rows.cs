using KpiApi.Engine.Model;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Tests.Databases;

/// <summary>Rows go in and come out.</summary>
public abstract partial class DatabaseTests
{
    [StoreFact]
    public async Task Rows_come_back_as_they_were_stored()
    {
        await using var store = await StartAsync();
        await AsStoredAsync(store, StoreTables.Tickets, EveryColumn.Ticket);
        await AsStoredAsync(store, StoreTables.Events, EveryColumn.Event);
        await AsStoredAsync(store, StoreTables.Surveys, EveryColumn.Survey);
        await AsStoredAsync(store, StoreTables.Agents, EveryColumn.Agent);
        await AsStoredAsync(store, StoreTables.Accounts, EveryColumn.Account);
        await AsStoredAsync(store, StoreTables.Shifts, EveryColumn.Shift);
        await AsStoredAsync(store, StoreTables.Costs, EveryColumn.Cost);
        var timelines = store.Service<StoreQueries>().ReadAll().SelectMany(chunk => chunk).Select(source => source.Timeline).OfType<Timeline>().ToList();
        Assert.Equal(["full", "bare", "bare"], timelines.Select(timeline => timeline.Key.Id));
        Assert.Equal((EveryColumn.Event, EveryColumn.Survey), (timelines[0].Events.Single(), timelines[0].Surveys.Single()));
    }

    /// <summary>Numbers that rows do not have any more, more parts than rows, and all parts that are empty.</summary>
    [StoreFact]
    public async Task Every_owner_is_read_once_however_a_chunk_is_cut()
    {
        await using var store = await StartAsync();
        await store.WriteAsync(StoreTables.Tickets, [.. Enumerable.Range(0, 30).Select(n => Rows.Ticket($"T-{n}"))]);
        await store.WriteAsync(StoreTables.Events, [.. Enumerable.Range(0, 60).Select(n => Rows.Note($"e-{n}", $"T-{n / 2}"))]);
        await store.WriteAsync(StoreTables.Surveys, [.. Enumerable.Range(0, 10).Select(n => Rows.Survey($"s-{n}", n < 5 ? $"T-{n}" : null))]);
        foreach (var n in Enumerable.Range(0, 30).Where(n => n is < 3 or (> 5 and < 20) or 28)) await store.DeleteAsync(StoreTables.Tickets, $"T-{n}");
        var whole = Read(1);
        Assert.Equal(17, whole.Count);
        Assert.All([2, 7, 32, 100], parts => Assert.Equal(whole, Read(parts)));

        List<string> Read(int parts) => [.. store.Service<StoreQueries>().ReadAll(parts).SelectMany(some => some)
            .Select(source => $"{source.Key}: {string.Join(' ', source.Timeline!.Events.Select(e => e.Id).Order())} {string.Join(' ', source.Timeline.Surveys.Select(s => s.Id))}")];
    }

    [StoreFact]
    public async Task What_is_sent_again_is_unchanged_and_every_column_that_differs_is_an_update()
    {
        await using var store = await StartAsync();
        using var session = store.Service<DatabaseDialect>().OpenSession();
        EachColumn(session, StoreTables.Tickets, EveryColumn.Ticket);
        EachColumn(session, StoreTables.Events, EveryColumn.Event);
        EachColumn(session, StoreTables.Surveys, EveryColumn.Survey);
        EachColumn(session, StoreTables.Agents, EveryColumn.Agent);
        EachColumn(session, StoreTables.Accounts, EveryColumn.Account);
        EachColumn(session, StoreTables.Shifts, EveryColumn.Shift);
        EachColumn(session, StoreTables.Costs, EveryColumn.Cost);
    }

    [StoreFact]
    public async Task Older_state_of_a_ticket_changes_nothing()
    {
        await using var store = await StartAsync();
        async Task<string> WriteAsync(string agent, long? updated)
        {
            var row = Rows.Ticket("T-1");
            (row.Agent, row.UpdatedAtMs) = (agent, updated);
            var result = await store.WriteAsync(StoreTables.Tickets, row);
            return $"{result.Created} {result.Updated} {result.Unchanged}";
        }

        Assert.Equal("1 0 0", await WriteAsync("a", 10_000));
        Assert.Equal("0 0 1", await WriteAsync("b", 9_999));
        Assert.Equal("0 1 0", await WriteAsync("b", 10_000));
        Assert.Equal("0 1 0", await WriteAsync("c", null));
        Assert.Equal("0 1 0", await WriteAsync("d", 9_999));
    }

    [StoreFact]
    public async Task Same_id_several_times_in_one_batch_is_taken_in_order()
    {
        await using var store = await StartAsync();
        var rows = ((string Id, string Agent)[])[("T-1", "a"), ("T-2", "a"), ("T-1", "b"), ("T-1", "b"), ("T-1", "c")];
        var result = await store.WriteAsync(StoreTables.Tickets, [.. rows.Select(row => Rows.Ticket(row.Id) with { Agent = row.Agent })]);
        Assert.Equal((2, 2, 1, 1L), (result.Created, result.Updated, result.Unchanged, result.Version));
        using var database = store.OpenDatabase();
        Assert.Equal("c", database.Tickets.Single(row => row.Id == "T-1").Agent);
    }

    [StoreFact]
    public async Task Texts_of_any_length_and_letters_come_back()
    {
        await using var store = await StartAsync();
        var survey = Rows.Survey("S-1") with { Comment = string.Concat(Enumerable.Repeat("zwölf 😀\n\t\"\\/', ", 600)), Agent = new string('長', 200) };
        Assert.Equal(1, (await store.WriteAsync(StoreTables.Surveys, survey)).Created);
        Assert.Equal(1, (await store.WriteAsync(StoreTables.Surveys, survey)).Unchanged);
        using var database = store.OpenDatabase();
        Assert.Equal(survey, database.Surveys.Single());
    }

    /// <summary>A row with every column set, and one with none but those that a row has to have.</summary>
    private static async Task AsStoredAsync<T>(StoreHost store, StoreTable<T> table, T full) where T : class
    {
        var bare = table.Create();
        table.Columns[0].SetText!(bare, "bare");
        await store.WriteAsync(table, full, bare);
        using var database = store.OpenDatabase();
        var rows = new StoreReader(store.Service<DatabaseDialect>(), database).Rows(table, $"FROM \"{table.Name}\" AS r ORDER BY r.\"Seq\"");
        Assert.Equal([full, bare], rows);
    }

    /// <summary>A row, then it again, then with each column of another value and back: exactly one change each. Past the feed, which some values would mean nothing to.</summary>
    private static void EachColumn<T>(IWriteSession session, StoreTable<T> table, T full)
    {
        Assert.Equal(new UpsertCounts(1, 0), Upsert(session, table, full));
        Assert.Equal(new UpsertCounts(0, 0), Upsert(session, table, full));
        // Of the one by which a row is older than another, the test of older states tells.
        foreach (var column in table.Columns.Skip(1).Where(column => column.Name != table.NewestBy))
        {
            var other = table.Create();
            foreach (var same in table.Columns) EveryColumn.Copy(same, full, other);
            EveryColumn.Change(column, other);
            Assert.Equal((column.Name, new UpsertCounts(0, 1)), (column.Name, Upsert(session, table, other)));
            Assert.Equal((column.Name, new UpsertCounts(0, 0)), (column.Name, Upsert(session, table, other)));
            Assert.Equal((column.Name, new UpsertCounts(0, 1)), (column.Name, Upsert(session, table, full)));
        }
    }

    private static UpsertCounts Upsert<T>(IWriteSession session, StoreTable<T> table, T row)
    {
        var counts = default(UpsertCounts);
        session.Begin();
        session.Upsert(table, [row], new TouchedOwners(), done => counts = done);
        session.Commit();
        return counts;
    }
}
