using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.DrillDown;

/// <summary>
/// What records are sorted by: the moment that places each in the period, what it adds to a mean, or where its score lies between the worst and the
/// best of its scale. Records without the value come last.
/// </summary>
public enum RecordOrder { At, Value, Score }

/// <summary>Which records are listed, and in which order.</summary>
/// <param name="Query">Of one metric; interval, groups and order do not matter.</param>
/// <param name="Order">Null for the order of arrival.</param>
/// <param name="Descending">With an order only.</param>
public sealed record RecordQuery(KpiQuery Query, RecordOrder? Order = null, bool Descending = false)
{
    /// <summary>Of surveys those that were answered so; empty for all.</summary>
    public IReadOnlyList<SurveyOutcome> Outcomes { get; init; } = [];

    /// <summary>What the metric has no records for.</summary>
    public IEnumerable<QueryError> Errors()
    {
        var (name, measure) = (Query.Metrics[0].Name, RecordReader.Listed(Query.Metrics[0].Measure));
        if (measure is null)
            yield return new QueryError("no_records", "metric", name, $"'{name}' is an amount over time and stands on no tickets or surveys that could be listed.");
        if (Order is null && Descending)
            yield return new QueryError("required", "orderBy", null, "Say what to order by.");
        if (measure is null)
            yield break;
        var areSurveys = measure.Sources.All(source => source.Table == FactTable.Surveys);
        if (Order == RecordOrder.Value && measure is not Measure.Mean)
            yield return new QueryError("not_allowed", "orderBy", "value", $"Records of '{name}' have no value to be ordered by: only those of means do.");
        if (Order == RecordOrder.Score && !areSurveys)
            yield return new QueryError("not_allowed", "orderBy", "score", $"Records of '{name}' are no surveys, and have no score to be ordered by.");
        if (Outcomes.Count > 0 && !areSurveys)
            yield return new QueryError("not_allowed", "outcome", null, $"Records of '{name}' are no surveys, and have no outcome.");
    }
}
