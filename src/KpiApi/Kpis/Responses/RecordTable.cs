using KpiApi.Engine.DrillDown;
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

    public static CsvTable Csv(RecordPage page, List<string> dimensions, KpiQuery query)
    {
        var sample = new Record(default, null, 0, null, null, [], default);
        var columns = Fixed(sample, query).Select(f => f.Name).ToList();
        return new CsvTable([.. columns, .. dimensions.Except(columns)], page.Records.Select(r => (object?[])
        [
            .. Fixed(r, query).Select(f => f.Value ?? NameOf(r, f.Name)),
            .. dimensions.Except(columns).Select(d => NameOf(r, d)),
        ]));

        // A ticket's account is a dimension, an account's own record is fixed: one column.
        string? NameOf(Record record, string name) => dimensions.IndexOf(name) is >= 0 and var i ? record.Names[i] : null;
    }

    private static IEnumerable<(string Name, object? Value)> Fixed(Record record, KpiQuery query) =>
    [
        ("ticket", record.Owner.Kind == OwnerKind.Ticket ? record.Owner.Id : null),
        ("survey", record.Survey),
        ("account", record.Owner.Kind == OwnerKind.Account ? record.Owner.Id : null),
        ("at", InstantText.InZone(record.AtMs, query.Zone)),
        ("value", record.Value),
        ("counted", record.Passed),
    ];
}
