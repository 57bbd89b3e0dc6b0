using BenchmarkDotNet.Attributes;
using KpiApi.Engine.Columns;

namespace KpiApi.Benchmarks.Columns;

/// <summary>The next snapshot after a commit: 500 tickets that are new, of the last weeks, or of a longer time.</summary>
public class PublishBenchmarks
{
    private const int Batch = 500;

    /// <summary>Of a million, the tickets of about the last two weeks.</summary>
    private const int Recent = 20_000;

    private const int TenChunks = 10 * FactChunk.Capacity;

    /// <summary>Whose tickets serve again: making ten million takes minutes.</summary>
    private static PublishBenchmarks? s_last;

    private SyntheticDesk _desk = null!;
    private FactWriter _writer = null!;
    private FactChange[] _appended = [];
    private FactChange[] _recent = [];
    private FactChange[] _spread = [];
    private int _next;

    [Params(SyntheticDesk.Tickets, 10 * SyntheticDesk.Tickets)]
    public int Tickets { get; set; }

    [GlobalSetup]
    public void Load()
    {
        var known = s_last is { } last && last.Tickets == Tickets ? last : null;
        s_last = null;
        _desk = known?._desk ?? new SyntheticDesk(3, Tickets);
        _writer = known?._writer ?? SyntheticDesk.Load(Tickets);
        _next = known?._next ?? Tickets;
        s_last = this;
    }

    /// <summary>Once an iteration, because nothing can be appended twice.</summary>
    [IterationSetup]
    public void Prepare()
    {
        _appended = [.. Enumerable.Range(_next, Batch).Select(_desk.Change)];
        _next += Batch;
        _recent = Changes(Recent);
        _spread = Changes(TenChunks);
    }

    [Benchmark]
    public FactSnapshot Append_500_tickets() => _writer.Publish(_appended, 2);

    [Benchmark]
    public FactSnapshot Change_500_recent_tickets() => _writer.Publish(_recent, 2);

    [Benchmark]
    public FactSnapshot Change_500_tickets_over_ten_chunks() => _writer.Publish(_spread, 2);

    private FactChange[] Changes(int among) => [.. Enumerable.Range(0, Batch).Select(i => _desk.Change(Tickets - 1 - i * (among / Batch)))];
}
