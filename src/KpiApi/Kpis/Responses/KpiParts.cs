using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using KpiApi.Http.Tables;

namespace KpiApi.Kpis.Responses;

/// <summary>What a value is told by, each a column.</summary>
/// <param name="Suffix">Behind the metric's name.</param>
/// <param name="Value">Of texts null.</param>
internal sealed record KpiPart(string Suffix, ColumnType Type, Func<KpiValue, decimal?> Value)
{
    public bool IsSigned { get; init; }

    /// <summary>Of texts.</summary>
    public Func<KpiValue, string?>? Text { get; init; }

    /// <summary>Whether it is in the unit of the metric.</summary>
    public bool HasUnit { get; init; }

    public TableColumn Column(string name) => new(name, Type) { IsSigned = IsSigned };

    /// <param name="unit">Of a duration in a column of numbers; null leaves seconds.</param>
    public void Set(ColumnValues column, int row, KpiValue value, DurationUnit? unit = null)
    {
        if (Text is not null)
            column.Set(row, Text(value));
        else if (Type == ColumnType.Integer)
            column.Set(row, (long?)Value(value));
        else
            column.Set(row, HasUnit && unit is { } other && Value(value) is { } seconds ? CellText.In(other, seconds) : Value(value));
    }
}

internal static class KpiParts
{
    /// <summary>The columns of a metric in a flat table.</summary>
    public static IEnumerable<KpiPart> Of(KpiQuery query, MetricChoice metric)
    {
        var type = TypeOf(metric);
        yield return new("", type, v => v.Value);
        yield return new("_count", ColumnType.Integer, v => v.Count);
        if (metric.Kind == MetricKind.Ratio)
        {
            yield return new("_numerator", ColumnType.Number, v => v.Ratio?.Numerator);
            yield return new("_denominator", ColumnType.Number, v => v.Ratio?.Denominator);
        }
        if (metric.Kind == MetricKind.Score)
        {
            // Not nps_promoters, which is a metric.
            yield return new("_n_promoters", ColumnType.Integer, v => v.Nps?.Promoters);
            yield return new("_n_passives", ColumnType.Integer, v => v.Nps?.Passives);
            yield return new("_n_detractors", ColumnType.Integer, v => v.Nps?.Detractors);
        }
        foreach (var part in Asked(query, type))
            yield return part with { Suffix = "_" + part.Suffix };
    }

    /// <summary>The columns of numbers in a long table, where those of all metrics are in one: value, count, and what was asked for besides.</summary>
    public static IEnumerable<KpiPart> LongValues(KpiQuery query) =>
    [
        new("value", ColumnType.Number, v => v.Value) { HasUnit = true },
        new("count", ColumnType.Integer, v => v.Count),
        .. Asked(query, ColumnType.Number),
    ];

    public static bool IsDuration(MetricChoice metric) => UnitOf(metric) == Unit.Seconds;

    public static Unit UnitOf(MetricChoice metric) => metric.Unit;

    /// <summary>Counts are whole numbers.</summary>
    private static ColumnType TypeOf(MetricChoice metric) => IsDuration(metric) ? ColumnType.Duration
        : metric.Kind is MetricKind.Count or MetricKind.Level ? ColumnType.Integer
        : ColumnType.Number;

    /// <param name="type">Of the value.</param>
    private static IEnumerable<KpiPart> Asked(KpiQuery query, ColumnType type)
    {
        if (query.Previous is not null)
        {
            yield return new("previous", type, v => v.Comparison?.Previous) { HasUnit = true };
            yield return new("change", type, v => v.Comparison?.Change) { HasUnit = true, IsSigned = true };
            yield return new("change_percent", ColumnType.Number, v => v.Comparison?.ChangePercent);
        }
        // A bound between counts is no count.
        var bound = type == ColumnType.Integer ? ColumnType.Number : type;
        if (query.WithConfidence)
        {
            yield return new("low", bound, v => v.Confidence?.Low) { HasUnit = true, IsSigned = true };
            yield return new("high", bound, v => v.Confidence?.High) { HasUnit = true };
        }
        if (query.History is not null)
        {
            yield return new("expected", bound, v => v.Expected?.Value) { HasUnit = true };
            yield return new("expected_low", bound, v => v.Expected?.Low) { HasUnit = true };
            yield return new("expected_high", bound, v => v.Expected?.High) { HasUnit = true };
            yield return new("unusual", ColumnType.Text, _ => null) { Text = v => v.Expected?.Unusual is { } unusual ? MetricWords.Of(unusual) : null };
        }
        if (query.Targets.Count > 0)
        {
            yield return new("target", bound, v => v.Target?.Value) { HasUnit = true };
            yield return new("target_status", ColumnType.Text, _ => null) { Text = v => v.Target is { } target ? StatusName(target.Status) : null };
        }
    }

    private static string StatusName(TargetStatus status) => status switch
    {
        TargetStatus.Met => "met",
        TargetStatus.Warn => "warn",
        _ => "missed",
    };
}
