using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using KpiApi.Http;
using KpiApi.Http.Tables;

namespace KpiApi.Kpis.Responses;

/// <summary>A record as a row: ids, moment, what it adds, and its dimensions.</summary>
internal static class RecordTable
{
    public static Dictionary<string, object?> Row(Record record, IReadOnlyList<string> dimensions, KpiQuery query)
    {
        var row = new Dictionary<string, object?>();
        foreach (var (name, value) in Fixed(record, query))
        {
            if (value is not null)
                row[name] = value;
        }
        for (var i = 0; i < dimensions.Count; i++)
            row.TryAdd(dimensions[i], record.Names[i]);
        return row;
    }

    public static Table Of(RecordPage page, List<string> dimensions, KpiQuery query, TableForm form)
    {
        var isDuration = query.Metrics[0].Unit == Unit.Seconds;
        // A ticket's account is a dimension, an account's own record is fixed: one column.
        var account = dimensions.IndexOf("account");
        List<TableField<Record>> fields =
        [
            TableField<Record>.Text("ticket", r => Id(r, OwnerKind.Ticket)),
            TableField<Record>.Text("survey", r => r.Survey),
            TableField<Record>.Text("account", r => Id(r, OwnerKind.Account) ?? (account >= 0 ? r.Names[account] : null)),
            new(new("at", ColumnType.Instant) { Zone = query.Zone }, (column, row, r) => column.Set(row, r.AtMs)),
            new(new("value", isDuration ? ColumnType.Duration : ColumnType.Number), (column, row, r) => column.Set(row, r.Value)),
            TableField<Record>.Flag("counted", r => r.Passed),
        ];
        for (var i = 0; i < dimensions.Count; i++)
        {
            var dimension = i;
            if (dimension != account)
                fields.Add(TableField<Record>.Text(dimensions[i], r => r.Names[dimension]));
        }
        var table = Table.Of(page.Records, fields);
        return form.Format == TableFormat.Xlsx ? table with { Notes = [.. KpiNotes.OfQuery(query), [], .. KpiNotes.OfMetrics(query)] } : table;
    }

    private static string? Id(Record record, OwnerKind kind) => record.Owner.Kind == kind ? record.Owner.Id : null;

    private static IEnumerable<(string Name, object? Value)> Fixed(Record record, KpiQuery query) =>
    [
        ("ticket", Id(record, OwnerKind.Ticket)),
        ("survey", record.Survey),
        ("account", Id(record, OwnerKind.Account)),
        ("at", InstantText.InZone(record.AtMs, query.Zone)),
        ("value", record.Value),
        ("counted", record.Passed),
    ];
}
