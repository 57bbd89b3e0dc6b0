using System.ComponentModel;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Results;

/// <summary>The answer to a query.</summary>
/// <param name="Query">As understood.</param>
/// <param name="Rows">The page asked for, in order. Made anew each time they are read, by one thread at a time.</param>
/// <param name="RowCount">Rows there are before limit and offset.</param>
/// <param name="Totals">One value a metric, from the facts of the whole period: not from the rows.</param>
/// <param name="Version">Of the data.</param>
public sealed record KpiResult(
    KpiQuery Query, IReadOnlyList<KpiRow> Rows, long RowCount, IReadOnlyList<KpiValue> Totals, IReadOnlyList<KpiWarning> Warnings, long Version)
{
    /// <summary>The offset of the rows behind this page; null when it ends with the last row.</summary>
    public long? NextOffset => Rows.Count > 0 && (long)Query.Offset + Rows.Count is var end && end < RowCount ? end : null;
}

/// <param name="Bucket">Index into the query's buckets.</param>
/// <param name="Keys">One value a dimension of the groups; null = no value.</param>
/// <param name="Values">One a metric, in the query's order.</param>
public sealed record KpiRow(int Bucket, IReadOnlyList<string?> Keys, IReadOnlyList<KpiValue> Values);

[Description("Something true of the answer that its reader should know.")]
public sealed record KpiWarning(string Code, string Message);
