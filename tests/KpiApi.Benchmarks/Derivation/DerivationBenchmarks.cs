using BenchmarkDotNet.Attributes;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Benchmarks.Derivation;

/// <summary>From what came in to facts, per ticket.</summary>
public class DerivationBenchmarks
{
    private const int Count = 1_000;

    private readonly Timeline[] _rich;
    private readonly Timeline[] _plain;

    public DerivationBenchmarks()
    {
        var desk = new SyntheticDesk(2);
        _rich = [.. Enumerable.Range(0, Count).Select(desk.Timeline)];
        _plain = [.. _rich.Select(t => new Timeline(t.Ticket! with { FirstResponseAtMs = t.Events[0].AtMs, ResolvedAtMs = t.Events[^1].AtMs }, [], []))];
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Ticket_with_its_times_only() => Derive(_plain);

    [Benchmark(OperationsPerInvoke = Count)]
    public int Ticket_with_events_and_survey() => Derive(_rich);

    private static int Derive(Timeline[] timelines)
    {
        var resolutions = 0;
        foreach (var timeline in timelines)
            resolutions += FactDerivation.Derive(timeline, DerivationRules.Default)!.Resolutions.Count;
        return resolutions;
    }
}
