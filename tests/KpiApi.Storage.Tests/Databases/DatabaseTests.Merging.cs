using KpiApi.Engine.Model;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;

namespace KpiApi.Storage.Tests.Databases;

public abstract partial class DatabaseTests
{
    [StoreFact]
    public async Task Items_are_merged_with_what_is_stored_one_after_the_other()
    {
        await using var store = await StartAsync();
        await store.WriteAsync(StoreTables.Agents, new Agent { Id = "anna", Name = "Anna", Team = "one" }, new Agent { Id = "anna ", Name = "Another" });
        Assert.Equal("0 1 0 ", await MergeAsync(store, true, new Agent { Id = "anna", Team = "two" }));
        Assert.Equal("0 0 1 ", await MergeAsync(store, true, new Agent { Id = "anna", Team = "two" }));
        // The second is judged by what the first leaves, the third by nothing: it is new, and has to have a name.
        Assert.Equal("0 0 0 2", await MergeAsync(store, true, new Agent { Id = "bert", Name = "Bert" }, new Agent { Id = "bert", Team = "two" }, new Agent { Id = "cleo" }));
        Assert.Equal("1 1 1 2", await MergeAsync(store, false, new Agent { Id = "bert", Name = "Bert" }, new Agent { Id = "bert", Team = "two" }, new Agent { Id = "cleo" }, new Agent { Id = "anna" }));
        using var database = store.OpenDatabase();
        Assert.Equal(["anna  Another ", "anna Anna two", "bert Bert two"], database.Agents.AsEnumerable().Select(agent => $"{agent.Id} {agent.Name} {agent.Team}").Order(StringComparer.Ordinal));
    }

    [StoreFact]
    public async Task Items_that_are_new_the_same_and_changed_come_in_any_order()
    {
        await using var store = await StartAsync();
        var random = new Random(5);
        var expected = new SortedDictionary<string, Agent>(StringComparer.Ordinal);
        for (var write = 0; write < 20; write++)
        {
            var agents = Enumerable.Range(0, 10).Select(_ => new Agent { Id = $"a{random.Next(60)}", Name = $"n{random.Next(2)}", Team = $"t{random.Next(2)}" }).ToArray();
            var (created, updated, unchanged) = (0, 0, 0);
            foreach (var agent in agents)
            {
                if (!expected.TryGetValue(agent.Id, out var before)) created++;
                else if (before == agent) unchanged++;
                else updated++;
                expected[agent.Id] = agent;
            }

            Assert.Equal($"{created} {updated} {unchanged} ", await MergeAsync(store, write % 2 == 0, agents));
        }

        using var database = store.OpenDatabase();
        Assert.Equal(expected.Values.Select(agent => $"{agent.Id} {agent.Name} {agent.Team}"), database.Agents.AsEnumerable().Select(agent => $"{agent.Id} {agent.Name} {agent.Team}").Order(StringComparer.Ordinal));
    }

    [StoreFact]
    public async Task Merged_items_of_writes_that_share_a_transaction_see_each_other()
    {
        await using var store = await StartAsync();
        await store.WriteAsync(StoreTables.Agents, new Agent { Id = "anna", Name = "Anna" });
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(() => store.WriteAsync(Merging(n % 2 == 0, new Agent { Id = "anna", Team = $"{n}" })))));
        Assert.All(results, result => Assert.Equal(1, result.Updated));
        using var database = store.OpenDatabase();
        Assert.Equal("Anna", database.Agents.Single().Name);
    }

    [StoreFact]
    public async Task Ticket_takes_as_many_events_as_it_may_have_and_counts_each_once()
    {
        await using var store = await StartAsync();
        foreach (var chunk in Enumerable.Range(0, 99_996).Chunk(25_000)) await store.WriteAsync(StoreTables.Events, [.. chunk.Select(n => Rows.Note($"E-{n}", "T-1"))]);
        Assert.Equal("3 0 0 ", await WriteAsync("a", "b", "c"));
        Assert.Equal("1 0 2 3 4", await WriteAsync("a", "d", "b", "e", "f"));

        async Task<string> WriteAsync(params string[] ids)
        {
            TicketEvent[] notes = [.. ids.Select(id => Rows.Note(id, "T-1"))];
            return Told(await store.WriteAsync(new UpsertWrite<TicketEvent>(StoreTables.Events, notes, isAllOrNothing: false) { Merge = new AsSent<TicketEvent>(notes) }));
        }
    }

    [StoreFact]
    public async Task Event_that_moves_by_a_merge_leaves_a_tombstone()
    {
        await using var store = await StartAsync();
        await store.WriteAsync(StoreTables.Tickets, Rows.Ticket("T-1"), Rows.Ticket("T-2"));
        await store.WriteAsync(StoreTables.Events, Rows.Note("E-1", "T-1"));
        var write = new UpsertWrite<TicketEvent>(StoreTables.Events, [Rows.Note("E-1", "T-2")]) { Merge = new AsSent<TicketEvent>([Rows.Note("E-1", "T-2")]) };
        Assert.Equal(1, (await store.WriteAsync(write)).Updated);
        using var database = store.OpenDatabase();
        Assert.Equal(["Event E-1 T-1  3"], Graveyard.Read(database, "E-1", "T-1"));
    }

    [StoreFact]
    public async Task Batch_of_several_tables_is_stored_as_a_whole_or_not_at_all()
    {
        await using var store = await StartAsync();
        var asked = new List<bool>();
        Assert.Equal("0 0 0 |0 0 0 0", await BatchAsync(true, new Agent { Id = "anna", Name = "Anna" }, isGood: false, stores: false));
        Assert.Equal("1 0 0 |0 0 0 0", await BatchAsync(false, new Agent { Id = "anna", Name = "Anna" }, isGood: false, stores: true));
        Assert.Equal("0 1 0 |1 0 0 ", await BatchAsync(true, new Agent { Id = "anna", Team = "two" }, isGood: true, stores: true));
        Assert.Equal([true, true, true], asked);

        async Task<string> BatchAsync(bool isAllOrNothing, Agent agent, bool isGood, bool stores)
        {
            var before = store.Facts.Current.Version;
            var note = Rows.Note("E-1", "T-1");
            var events = new UpsertWrite<TicketEvent>(StoreTables.Events, [note], isAllOrNothing: isAllOrNothing) { Merge = new AsSent<TicketEvent>([note]) };
            var agents = Merging(isAllOrNothing, agent);
            var tickets = new UpsertWrite<Ticket>(StoreTables.Tickets, [Rows.Ticket("T-1")], isAllOrNothing: isAllOrNothing) { Merge = new AsSent<Ticket>([Rows.Ticket("T-1")]) { IsGood = isGood, Asked = asked } };
            var result = await store.WriteAsync(new BatchWrite([agents, events, tickets], isAllOrNothing));
            Assert.Equal(stores ? before + 1 : before, result.Version);
            return $"{Told(agents.Settled(0))}|{Told(tickets.Settled(0))}";
        }
    }

    [StoreFact]
    public async Task Dry_run_tells_and_changes_nothing()
    {
        await using var store = await StartAsync();
        await store.WriteAsync(StoreTables.Agents, new Agent { Id = "anna", Name = "Anna" });
        var rehearsal = new Rehearsal<Agent>();
        Assert.Equal("1 1 1 ", Told(await store.WriteAsync(Merging(false, rehearsal, new Agent { Id = "anna", Team = "two" }, new Agent { Id = "bert", Name = "Bert" }, new Agent { Id = "bert" }))));
        Assert.Equal("0 1 1 2", Told(await store.WriteAsync(Merging(false, rehearsal, new Agent { Id = "bert" }, new Agent { Id = "anna", Team = "three" }, new Agent { Id = "cleo" }))));
        Assert.Equal((1, 1L), ((await store.WriteAsync(new DeleteWrite<Agent>(StoreTables.Agents, "anna") { IsDryRun = true })).Deleted, store.Facts.Current.Version));
        using var database = store.OpenDatabase();
        Assert.Equal(["anna  "], database.Agents.AsEnumerable().Select(agent => $"{agent.Id} {agent.Team} "));
    }

    private static async Task<string> MergeAsync(StoreHost store, bool isAllOrNothing, params Agent[] agents) => Told(await store.WriteAsync(Merging(isAllOrNothing, agents)));

    private static UpsertWrite<Agent> Merging(bool isAllOrNothing, params Agent[] agents) => Merging(isAllOrNothing, null, agents);

    private static UpsertWrite<Agent> Merging(bool isAllOrNothing, Rehearsal<Agent>? rehearsal, params Agent[] agents) =>
        new(StoreTables.Agents, agents, isAllOrNothing: isAllOrNothing) { Merge = new NamedAgents(agents), Rehearsal = rehearsal };

    private static string Told(WriteResult result) => $"{result.Created} {result.Updated} {result.Unchanged} {string.Join(' ', result.Refused ?? [])}";

    /// <summary>A null is left as it is stored, and an agent has to have a name.</summary>
    private sealed class NamedAgents(Agent[] agents) : RowMerge<Agent>
    {
        public override bool IsWhole(int place) => agents[place].Name is not null;

        public override Agent? Merge(int place, Agent? stored, Func<string, bool> hasEvents)
        {
            var merged = agents[place] with { Name = agents[place].Name ?? stored?.Name, Team = agents[place].Team ?? stored?.Team };
            return merged.Name is null ? null : merged;
        }
    }

    private sealed class AsSent<T>(T[] rows) : RowMerge<T>
    {
        public bool IsGood { get; init; } = true;

        /// <summary>Whether the ticket T-1 has events, as often as a row was judged.</summary>
        public List<bool> Asked { get; init; } = [];

        public override bool IsWhole(int place) => false;

        public override T? Merge(int place, T? stored, Func<string, bool> hasEvents)
        {
            Asked.Add(hasEvents("T-1"));
            return IsGood ? rows[place] : default;
        }
    }
}
