using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using KpiApi.Hosting;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KpiApi.Kpis;

/// <summary>The one road from a request to its numbers, whichever door it came through.</summary>
internal sealed class KpiRunner(FactWriter facts, TimeProvider clock, IOptions<KpiOptions> options)
{
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[options.Value.TimeZone];

    /// <summary>Exactly one of the two is there.</summary>
    public (KpiResult? Result, IReadOnlyList<QueryError> Errors) Run(KpiRequest request, CancellationToken cancel)
    {
        var snapshot = facts.Current;
        var defaults = new QueryDefaults(_zone, Instant.FromDateTimeOffset(clock.GetUtcNow()));
        var (query, errors) = QueryParser.Parse(request, snapshot, defaults);
        return query is null ? (null, errors) : QueryExecutor.Execute(query, snapshot, cancel);
    }
}
