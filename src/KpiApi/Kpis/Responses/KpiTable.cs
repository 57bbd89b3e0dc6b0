using System.Globalization;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using KpiApi.Http.Tables;

namespace KpiApi.Kpis.Responses;

/// <summary>A result as a table: one row a group and bucket with one column a value, or one row a value.</summary>
internal static class KpiTable
{
    public static Table Of(KpiResult result, TableForm form)
    {
        var names = new TableNames();
        var keys = new KpiKeyColumns(result.Query, form, names);
        var table = form.Shape == TableShape.Long ? Long(result, form, keys, names) : Flat(result, keys, names);
        return form.Format == TableFormat.Xlsx ? table with { Notes = KpiNotes.Of(result) } : table;
    }

    private static Table Flat(KpiResult result, KpiKeyColumns keys, TableNames names)
    {
        var parts = result.Query.Metrics.SelectMany((metric, m) => KpiParts.Of(result.Query, metric).Select(part => (Metric: m, Part: part))).ToArray();
        TableColumn[] columns = [.. keys.Columns, .. parts.Select(p => p.Part.Column(names.Unique(result.Query.Metrics[p.Metric].Name + p.Part.Suffix)))];
        var next = 0;
        return new(columns, (batch, cancel) =>
        {
            for (; !batch.IsFull && next < result.Rows.Count; batch.Count++)
            {
                cancel.ThrowIfCancellationRequested();
                var row = result.Rows[next++];
                keys.Set(batch, row);
                for (var i = 0; i < parts.Length; i++)
                    parts[i].Part.Set(batch[keys.Columns.Count + i], batch.Count, row.Values[parts[i].Metric]);
            }
        })
        { MaxRows = result.Rows.Count };
    }

    /// <summary>Beside value and count it has columns only for what was asked for besides.</summary>
    private static Table Long(KpiResult result, TableForm form, KpiKeyColumns keys, TableNames names)
    {
        var query = result.Query;
        TableColumn[] told = [new(names.Unique("metric"), ColumnType.Text), new(names.Unique("statistic"), ColumnType.Text)];
        var value = KpiParts.LongValues(query).ToArray();
        TableColumn[] columns = [.. keys.Columns, .. told, .. value.Select(part => part.Column(names.Unique(part.Suffix))), new TableColumn(names.Unique("unit"), ColumnType.Text)];
        var words = query.Metrics.Select(metric => (Parts: metric.Name.Split(':', 2), IsDuration: KpiParts.IsDuration(metric), Unit: Unit(metric, form))).ToArray();
        var (next, metric, row) = (0, words.Length, (KpiRow?)null);
        return new(columns, (batch, cancel) =>
        {
            for (; !batch.IsFull; batch.Count++, metric++)
            {
                cancel.ThrowIfCancellationRequested();
                if (metric == words.Length)
                {
                    if (next == result.Rows.Count) return;
                    (metric, row) = (0, result.Rows[next++]);
                }
                keys.Set(batch, row!);
                var at = keys.Columns.Count;
                batch[at++].Set(batch.Count, words[metric].Parts[0]);
                batch[at++].Set(batch.Count, words[metric].Parts is [_, var statistic] ? statistic : null);
                var factor = words[metric].IsDuration ? form.Durations : null;
                foreach (var part in value)
                    part.Set(batch[at++], batch.Count, row!.Values[metric], factor);
                batch[at].Set(batch.Count, words[metric].Unit);
            }
        })
        { MaxRows = result.Rows.Count * words.Length };
    }

    private static string Unit(MetricChoice metric, TableForm form) =>
        KpiParts.IsDuration(metric) && form.Durations is { } unit ? FormParameters.DurationUnits[(int)unit] : MetricWords.Of(KpiParts.UnitOf(metric));

    /// <summary>The metrics and the days of the period, for the name of a file.</summary>
    public static string FileName(KpiQuery query, string kind = "kpis")
    {
        const int MostNamed = 3;
        var metrics = query.Metrics.Take(MostNamed).Select(metric => metric.Name.Replace(':', '-'));
        var more = query.Metrics.Count > MostNamed ? $"_and-{query.Metrics.Count - MostNamed}-more" : "";
        return $"{kind}_{string.Join('_', metrics)}{more}_{Day(query.Period.FromMs)}_{Day(Math.Max(query.Period.FromMs, query.Period.ToMs - 1))}";

        string Day(long ms) => DateTime.UnixEpoch.AddMilliseconds(CellText.LocalMs(ms, query.Zone)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
