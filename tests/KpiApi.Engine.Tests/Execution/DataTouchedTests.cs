using System.Runtime.CompilerServices;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Tests.Execution;

public class DataTouchedTests
{
    private const string February = "from=2026-02-20&to=2026-02-22";
    private const int TicketEveryMs = 60_000;

    /// <summary>Two chunks: some eleven days from 20 February, and the day after them.</summary>
    private readonly FactWriter _writer = new();
    private readonly FactSnapshot _snapshot;

    public DataTouchedTests() => _snapshot = _writer.Publish([.. Enumerable.Range(0, FactChunk.Capacity + 1000).Select(n => Ordered(n))], 1);

    [Theory]
    [InlineData("metrics=tickets_created")]
    [InlineData("metrics=resolution_time:p90&groupBy=channel")]
    [InlineData("metrics=csat,nps&compare=2026-02-19/2026-02-20")]
    public void Change_of_a_chunk_that_the_period_does_not_reach_leaves_the_answer(string question)
    {
        var touched = DataTouched.Of(Parse($"{question}&{February}"), _snapshot)!;
        Assert.True(touched.IsSameIn(_writer.Publish([Ordered(FactChunk.Capacity + 1, edition: 1), Ordered(FactChunk.Capacity + 2000)], 2)));
        Assert.False(touched.IsSameIn(_writer.Publish([Ordered(5, edition: 1)], 3)));
    }

    /// <summary>A removed ticket is a change of its chunk too.</summary>
    [Fact]
    public void Removal_changes_the_answer()
    {
        var touched = DataTouched.Of(Parse($"metrics=tickets_created&{February}"), _snapshot)!;
        Assert.False(touched.IsSameIn(_writer.Publish([new FactChange(ManyFacts.Ticket(5).Key, null)], 2)));
    }

    [Fact]
    public void New_rows_in_the_period_change_the_answer_wherever_they_are()
    {
        var touched = DataTouched.Of(Parse($"metrics=tickets_created&{February}"), _snapshot)!;
        var late = ManyFacts.Change(ManyFacts.Ticket(99_999, 0, Given.At("2026-02-21")));
        Assert.False(touched.IsSameIn(_writer.Publish([late], 2)));
    }

    [Fact]
    public void Period_compared_with_counts_too()
    {
        var touched = DataTouched.Of(Parse("metrics=tickets_created&from=2026-03-03T12:00Z&to=2026-03-04&compare=2026-02-20/2026-02-21"), _snapshot)!;
        Assert.False(touched.IsSameIn(_writer.Publish([Ordered(5, edition: 1)], 2)));
    }

    [Fact]
    public void Open_tickets_count_from_the_time_they_were_opened()
    {
        var touched = DataTouched.Of(Parse("metrics=open_tickets&from=2026-03-10&to=2026-03-11"), _snapshot)!;
        Assert.False(touched.IsSameIn(_writer.Publish([Ordered(5, edition: 1)], 2)));
    }

    /// <summary>All time was one day when there was nothing yet.</summary>
    [Fact]
    public void Period_of_all_time_moves_with_the_facts()
    {
        var empty = new FactWriter().Current;
        var (query, _) = QueryParser.Parse(Desk.Request("metrics=tickets_created&period=all"), empty, new Desk().Defaults);
        var touched = DataTouched.Of(query!, empty, ofAllTime: true)!;
        Assert.True(touched.IsSameIn(empty));
        Assert.False(touched.IsSameIn(_snapshot));
    }

    [Fact]
    public void Values_of_accounts_count_in_every_period() =>
        Assert.Null(DataTouched.Of(Parse($"metrics=account_value&{February}"), _snapshot));

    /// <summary>It is kept with an answer, long after the snapshot.</summary>
    [Theory]
    [InlineData("metrics=tickets_created,resolution_time:p90,csat,first_contact_resolution&channel=email&groupBy=account")]
    [InlineData("metrics=open_tickets,backlog_change,customer_retention_rate,operating_cost")]
    public void Columns_of_the_snapshot_are_not_held(string question)
    {
        var (touched, snapshot) = OfOwnSnapshot(question);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(snapshot.IsAlive);
        Assert.True(touched.SizeBytes > 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (DataTouched Touched, WeakReference Snapshot) OfOwnSnapshot(string question)
    {
        var snapshot = new FactWriter().Publish([Ordered(1)], 1);
        var (query, errors) = QueryParser.Parse(Desk.Request($"{question}&{February}&allowUnknown=true"), snapshot, new Desk().Defaults);
        Assert.Empty(errors);
        return (DataTouched.Of(query!, snapshot)!, new WeakReference(snapshot));
    }

    private static FactChange Ordered(int number, int edition = 0) =>
        ManyFacts.Change(ManyFacts.Ticket(number, edition, Given.At("2026-02-20") + ((long)number * TicketEveryMs)));

    private KpiQuery Parse(string query)
    {
        var (parsed, errors) = QueryParser.Parse(Desk.Request(query), _snapshot, new Desk().Defaults);
        Assert.Empty(errors);
        return parsed!;
    }
}
