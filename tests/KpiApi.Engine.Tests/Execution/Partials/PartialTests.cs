using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Execution.Partials;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Tests.Execution.Partials;

/// <summary>Answers that use what earlier ones left equal those that read every row.</summary>
public class PartialTests(PartialTests.Facts facts) : IClassFixture<PartialTests.Facts>
{
    private const int Chunks = 7;
    private const int TicketEveryMs = 30_000;
    private static readonly Optimizations s_smallBlocks = new() { BlockChunks = 2 };
    private static readonly Optimizations s_blocksOfHalves = new() { BlockChunks = 4 };
    private static readonly QueryExecutor s_executor = new(s_smallBlocks);
    private static readonly long s_start = Given.At("2026-02-20");

    private static readonly string[] s_periods =
    [
        "from=2026-01-01&to=2026-07-01", "from=2026-02-25T00:00:01Z&to=2026-03-25", "from=2026-02-21&to=2026-03-20T11:22:33Z", "period=all",
        "from=2026-03-01&to=2026-04-01&compare=previous_period", "from=2026-03-27T05:00:00Z&to=2026-03-30",
    ];

    private static readonly string[] s_questions =
    [
        "metrics=tickets_created,tickets_resolved,open_tickets,backlog_change&interval=day&groupBy=channel",
        "metrics=open_tickets,unassigned_tickets,awaiting_first_response&groupBy=reason",
        "metrics=open_tickets,awaiting_first_response&interval=week&groupBy=account,channel&limit=300",
        "metrics=first_response_time:median,first_response_time:p90,resolution_time:p99,resolution_time:max&groupBy=reason&include=confidence",
        "metrics=resolution_time,resolution_time:p25,handle_time:sum&interval=hour&timeZone=Australia/Lord_Howe&agent=a7&limit=500",
        "metrics=csat,csat_score,nps,survey_responses,survey_response_rate&interval=month&timeZone=Europe/Berlin&groupBy=channel",
        "metrics=tickets_handled,activities,reopens,reopen_rate,first_contact_resolution&groupBy=agent&orderBy=-tickets_handled&limit=5&others=true",
        "metrics=tickets_created,resolution_time:p10&interval=day_of_week_hour&timeZone=America/New_York&channel.not=chat",
        "metrics=tickets_created,account_value&groupBy=account&orderBy=-tickets_created&limit=20",
        "metrics=tickets_resolved,resolution_time:p50&groupBy=agent,reason,account&interval=month&limit=50",
        "metrics=tickets_resolved,resolution_time:p50,open_tickets&groupBy=channel&interval=day&account=c7",
    ];

    /// <summary>Tickets in the order of their creation, so that most chunks lie wholly in a period.</summary>
    public sealed class Facts
    {
        public FactWriter Writer { get; } = new();

        public QueryExecutor Executor { get; } = new(s_blocksOfHalves);

        public FactSnapshot Snapshot { get; }

        public Facts()
        {
            Snapshot = Writer.Publish([.. Enumerable.Range(0, Chunks * FactChunk.Capacity).Select(n => Ordered(n))], 1);
        }
    }

    public static TheoryData<string> Queries =>
        [.. s_questions.SelectMany(q => s_periods.Where(p => !(q.Contains("hour&", StringComparison.Ordinal) && p.Contains("07-01", StringComparison.Ordinal))).Select(p => $"{q}&{p}"))];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Asking_again_gives_what_reading_every_row_gives(string query)
    {
        var parsed = Parse(query, facts.Snapshot);
        var expected = ResultText.Of(Executors.Plain.Execute(parsed, facts.Snapshot).Result!);
        for (var time = 1; time <= 3; time++)
            Assert.Equal((time, expected), (time, ResultText.Of(facts.Executor.Execute(parsed, facts.Snapshot).Result!)));
    }

    [Fact]
    public void First_answer_leaves_chunks_and_the_second_blocks()
    {
        var writer = new FactWriter();
        var snapshot = writer.Publish([.. Enumerable.Range(0, 4 * FactChunk.Capacity).Select(n => Ordered(n))], 1);
        var (parsed, executor) = (Parse("metrics=tickets_created&groupBy=channel&period=all", snapshot), new QueryExecutor(s_smallBlocks));
        Assert.Equal([(0, false), (1, false), (2, false), (3, false)], Items(parsed, snapshot, executor));
        executor.Execute(parsed, snapshot);
        Assert.Equal([(0, true), (2, true)], Items(parsed, snapshot, executor));
        executor.Execute(parsed, snapshot);
        var changed = writer.Publish([Ordered(FactChunk.Capacity + 5, edition: 1)], 2);
        Assert.Equal([(0, false), (1, false), (2, true)], Items(parsed, changed, executor));
    }

    [Fact]
    public void Of_many_chunks_the_first_answer_leaves_blocks()
    {
        var (parsed, executor) = (Parse("metrics=tickets_created,resolution_time:p50&groupBy=channel&period=all", facts.Snapshot), new QueryExecutor(s_smallBlocks));
        var items = Items(parsed, facts.Snapshot, executor);
        Assert.Equal([(0, true), (2, true), (4, true), (6, false)], items);
        executor.Execute(parsed, facts.Snapshot);
        Assert.Equal(items, Items(parsed, facts.Snapshot, executor));
    }

    [Fact]
    public void Halves_of_a_block_serve_where_a_period_begins_within_it()
    {
        var (executor, from) = (new QueryExecutor(s_blocksOfHalves), DateTimeOffset.FromUnixTimeMilliseconds(s_start + 2L * FactChunk.Capacity * TicketEveryMs));
        var since = Parse($"metrics=tickets_created&groupBy=channel&from={from:yyyy-MM-ddTHH:mm:ssZ}&to=2027-01-01", facts.Snapshot);
        (int, int)[] Blocks(KpiQuery query) => [.. Work(query, facts.Snapshot, executor, s_blocksOfHalves).Items.Select(item => (item.Chunks.First, item.Chunks.Count)).Order()];
        Assert.Equal([(2, 2), (4, 2), (6, 1)], Blocks(since));
        executor.Execute(since, facts.Snapshot);
        Assert.Equal([(2, 2), (4, 2), (6, 1)], Blocks(since));
        var ever = Parse("metrics=tickets_created&groupBy=channel&period=all", facts.Snapshot);
        Assert.Equal([(0, 2), (2, 2), (4, 2), (6, 1)], Blocks(ever));
        executor.Execute(ever, facts.Snapshot);
        Assert.Equal([(0, 4), (4, 2), (6, 1)], Blocks(ever));
    }

    [Theory]
    [InlineData("groupBy=channel", true)]
    [InlineData("groupBy=account", false)]
    public void Chunk_of_about_as_many_groups_as_rows_is_not_kept(string groups, bool isKept)
    {
        var snapshot = ManyFacts.Publish([.. Enumerable.Range(0, FactChunk.Capacity).Select(n => Renamed(Ordered(n), $"A{n / 3}", isChannel: false))]);
        var executor = new QueryExecutor();
        executor.Execute(Parse($"metrics=tickets_created&period=all&limit=1&{groups}", snapshot), snapshot);
        Assert.Equal(isKept, executor.CachedBytes > 0);
    }

    /// <summary>So that a block to be counted brings as many cores as its chunks would.</summary>
    [Fact]
    public void Block_weighs_its_chunks_until_it_is_kept()
    {
        var (parsed, executor) = (Parse("metrics=tickets_created,resolution_time:p50&groupBy=channel&period=all", facts.Snapshot), new QueryExecutor(s_smallBlocks));
        int[] Weights() => [.. Work(parsed, facts.Snapshot, executor).Items.Select(item => item.Weight)];
        Assert.Equal([2, 2, 2, 1], Weights());
        executor.Execute(parsed, facts.Snapshot);
        Assert.Equal([1, 1, 1, 1], Weights());
    }

    [Theory]
    [InlineData("groupBy=channel&interval=day_of_week_hour", true)]
    [InlineData("groupBy=agent,reason,account", false)]
    [InlineData("groupBy=account&interval=day_of_week_hour", false)]
    public void Percentiles_of_as_many_cells_as_numbers_are_not_kept(string groups, bool areKept)
    {
        var parsed = Parse($"metrics=resolution_time:p50&period=all&{groups}", facts.Snapshot);
        Assert.Equal(areKept, Items(parsed, facts.Snapshot, new QueryExecutor(s_smallBlocks)).Any(item => item.Item2));
    }

    /// <summary>Names that are new change how groups are numbered; the older snapshot goes on giving its own numbers.</summary>
    [Fact]
    public void Changes_and_new_names_are_in_the_next_answer_and_not_in_that_of_the_snapshot_before()
    {
        var writer = new FactWriter();
        var before = writer.Publish([.. Enumerable.Range(0, 4 * FactChunk.Capacity).Select(n => Ordered(n))], 1);
        var texts = s_questions.Select(q => Ask($"{q}&from=2026-02-20&to=2026-03-14", before, 3)).ToArray();
        var random = new Random(1);
        for (var round = 0; round < 4; round++)
        {
            var changes = Enumerable.Range(0, 50).Select(_ => Renamed(Ordered(random.Next(4 * FactChunk.Capacity), round), $"new-{round}")).DistinctBy(c => c.Key).ToList();
            var after = writer.Publish([.. changes, .. Enumerable.Range(0, 20).Select(n => Ordered((4 * FactChunk.Capacity) + (round * 20) + n))], round + 2);
            for (var q = 0; q < s_questions.Length; q++)
            {
                Assert.NotEqual("", Ask($"{s_questions[q]}&from=2026-02-20&to=2026-03-14", after, 2));
                Assert.Equal(texts[q], Ask($"{s_questions[q]}&from=2026-02-20&to=2026-03-14", before, 1));
            }
        }
    }

    /// <summary>Without its few late rows a chunk lies in a period, or outside it.</summary>
    [Theory]
    [InlineData("from=2026-02-25&to=2026-03-18")]
    [InlineData("from=2026-02-19&to=2026-03-19T12:00:00Z")]
    [InlineData("from=2026-03-24&to=2026-04-20&compare=previous_period")]
    [InlineData("from=2026-04-10&to=2026-04-12")]
    public void Chunk_is_counted_apart_from_its_late_rows(string period)
    {
        var writer = new FactWriter();
        var snapshot = writer.Publish([.. Enumerable.Range(0, 4 * FactChunk.Capacity).Select(Straggling)], 1);
        foreach (var question in s_questions)
            Ask($"{question}&{period}", snapshot, 2);

        var plan = QueryPlanner.Plan(Parse($"metrics=tickets_resolved&groupBy=channel&{period}", snapshot), snapshot);
        var executor = new QueryExecutor();
        executor.Execute(plan.Query, snapshot);
        var key = new PartialKey(plan.Steps[0].Fingerprint, ChunkRange.Of(1), WithoutStragglers: true);
        executor.Cache.TryGet(key, snapshot.Chunks.AsSpan(1, 1), out var partial);
        Assert.All(snapshot.Chunks, chunk => Assert.NotEmpty(chunk.Stragglers(plan.Steps[0].Source.At).Rows));
        Assert.Equal(!period.Contains("04-10", StringComparison.Ordinal), partial is not null);
    }

    /// <summary>Each time equal to reading every row.</summary>
    private static string Ask(string query, FactSnapshot snapshot, int times)
    {
        var parsed = Parse(query, snapshot);
        var expected = ResultText.Of(Executors.Plain.Execute(parsed, snapshot).Result!);
        for (; times > 0; times--)
            Assert.Equal(expected, ResultText.Of(s_executor.Execute(parsed, snapshot).Result!));
        return expected;
    }

    private static (int, bool)[] Items(KpiQuery query, FactSnapshot snapshot, QueryExecutor executor) =>
        [.. Work(query, snapshot, executor).Items.Select(i => (i.Chunks.First, i.Chunks.IsBlock))];

    private static QueryWork Work(KpiQuery query, FactSnapshot snapshot, QueryExecutor executor, Optimizations? optimizations = null) =>
        new(QueryPlanner.Plan(query, snapshot, blockChunks: (optimizations ?? s_smallBlocks).BlockChunks), null, snapshot, optimizations ?? s_smallBlocks, executor.Cache);

    private static FactChange Ordered(int number, int edition = 0) => ManyFacts.Change(ManyFacts.Ticket(number, edition, s_start + ((long)number * TicketEveryMs)));

    /// <summary>As <see cref="Ordered"/>, but every thirtieth is answered, solved and surveyed up to forty days later.</summary>
    private static FactChange Straggling(int number)
    {
        var change = Ordered(number);
        if (number % 30 != 0)
            return change;
        var (facts, lateMs) = (change.Facts!, number * 7919L % 40 * 86_400_000);
        var last = facts.Resolutions[^1];
        return change with
        {
            Facts = facts with
            {
                Ticket = facts.Ticket! with { FirstResponseAtMs = facts.Ticket.FirstResponseAtMs + lateMs },
                Resolutions = [facts.Resolutions[0], last with { AtMs = last.AtMs + lateMs }],
                Surveys = [.. facts.Surveys.Select(survey => survey with { RespondedAtMs = survey.RespondedAtMs + lateMs })],
            },
        };
    }

    private static FactChange Renamed(FactChange change, string name, bool isChannel = true) => change with
    {
        Facts = change.Facts! with { Ticket = change.Facts.Ticket! with { Channel = isChannel ? name : change.Facts.Ticket.Channel, Reason = name, Account = name } },
    };

    /// <summary>An array over all names for each chunk would cost the square of their number where each ticket has its own.</summary>
    [Fact]
    public void Chunk_has_no_array_over_names_that_its_rows_cannot_fill()
    {
        var snapshot = ManyFacts.Publish([.. Enumerable.Range(0, 20_000).Select(n =>
            ManyFacts.Ticket(n) is var facts ? ManyFacts.Change(facts with { Ticket = facts.Ticket! with { Account = $"A{n}" } }) : default)]);
        var plan = QueryPlanner.Plan(Parse("metrics=tickets_created&groupBy=account&from=2026-03-01&to=2026-04-01", snapshot), snapshot);
        using var aggregation = GroupedAggregation.OfFewRows(plan.Layout, plan.Slots, FactChunk.Capacity, CancellationToken.None);
        int[] cells = [19_000, 7, 19_000];
        aggregation.Place(cells);
        Assert.Equal([0, 1, 0], cells);
        Assert.Equal(2, aggregation.CellIds!.Count);
    }

    private static KpiQuery Parse(string query, FactSnapshot snapshot)
    {
        var (parsed, errors) = QueryParser.Parse(Desk.Request(query), snapshot, new Desk().Defaults);
        Assert.Empty(errors);
        return parsed!;
    }
}
