using BenchmarkDotNet.Attributes;
using KpiApi.Engine.Columns;

namespace KpiApi.Benchmarks.Columns;

/// <summary>The next snapshot after a commit, in a million tickets.</summary>
public class PublishBenchmarks
{
    private const int Batch = 500;

    /// <summary>Updates go to the tickets of about the last two weeks.</summary>
    private const int Recent = 20_000;

    private readonly SyntheticDesk _desk = new(3);
    private FactWriter _writer = null!;
    private FactChange[] _appended = [];
    private FactChange[] _updated = [];
    private int _next = SyntheticDesk.Tickets;

    [GlobalSetup]
    public void Load() => _writer = SyntheticDesk.Load();

    /// <summary>Once an iteration, because nothing can be appended twice.</summary>
    [IterationSetup]
    public void Prepare()
    {
        _appended = [.. Enumerable.Range(_next, Batch).Select(_desk.Change)];
        _next += Batch;
        _updated = [.. Enumerable.Range(0, Batch).Select(i => _desk.Change(SyntheticDesk.Tickets - 1 - i * (Recent / Batch)))];
    }

    [Benchmark]
    public FactSnapshot Append_500_tickets() => _writer.Publish(_appended, 2);

    [Benchmark]
    public FactSnapshot Update_500_recent_tickets() => _writer.Publish(_updated, 2);
}
