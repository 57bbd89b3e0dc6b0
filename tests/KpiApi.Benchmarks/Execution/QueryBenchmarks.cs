using BenchmarkDotNet.Attributes;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using NodaTime;

namespace KpiApi.Benchmarks.Execution;

/// <summary>Queries over a million tickets, from the request to the finished rows.</summary>
public class QueryBenchmarks
{
    private static readonly QueryExecutor s_executor = new();
    private static readonly Lazy<FactSnapshot> s_snapshot = new(() => SyntheticDesk.Load().Current);
    private static readonly QueryDefaults s_defaults = new(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(SyntheticDesk.EndMs));

    private FactSnapshot _snapshot = null!;

    [GlobalSetup]
    public void Load() => _snapshot = s_snapshot.Value;

    [Benchmark]
    public KpiResult Average_response_by_channel_all_time() =>
        Run(("metrics", "first_response_time"), ("period", "all"), ("groupBy", "channel"));

    [Benchmark]
    public KpiResult Median_and_p90_response_by_channel_90_days() =>
        Run(("metrics", "first_response_time:median,first_response_time:p90"), ("period", "last_90_days"), ("groupBy", "channel"));

    [Benchmark]
    public KpiResult Leaderboard_of_200_agents_over_a_quarter() =>
        Run(("metrics", "tickets_created,tickets_resolved,first_response_time:median,csat"), ("period", "last_quarter"), ("groupBy", "agent"),
            ("orderBy", "-tickets_resolved"));

    [Benchmark]
    public KpiResult Created_resolved_open_by_day_over_a_year() =>
        Run(("metrics", "tickets_created,tickets_resolved,open_tickets"), ("period", "last_year"), ("interval", "day"));

    [Benchmark]
    public KpiResult Percentiles_of_resolution_by_reason_all_time() =>
        Run(("metrics", "resolution_time:p50,resolution_time:p90,resolution_time:p99"), ("period", "all"), ("groupBy", "reason"));

    [Benchmark]
    public KpiResult One_agents_week_by_day() =>
        Run(("metrics", "tickets_resolved,activities,first_response_time:median"), ("period", "last_7_days"), ("interval", "day"), ("agent", "agent-7"));

    private KpiResult Run(params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var request = new KpiRequest();
        foreach (var (name, value) in parameters)
            request.Add(name, value);
        var (query, _) = QueryParser.Parse(request, _snapshot, s_defaults);
        var result = s_executor.Execute(query!, _snapshot).Result!;
        // Rows are finished when they are read.
        return result with { Rows = [.. result.Rows] };
    }
}
