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
    /// <param name="surveys">What was answered, by id; empty where records are no surveys.</param>
    public static Dictionary<string, object?> Row(Record record, IReadOnlyList<string> dimensions, KpiQuery query, IReadOnlyDictionary<string, Survey> surveys)
    {
        var row = new Dictionary<string, object?>();
        foreach (var (name, value) in Fixed(record, query).Concat(OfSurvey(SurveyOf(record, surveys))))
        {
            if (value is not null)
                row[name] = value;
        }
        for (var i = 0; i < dimensions.Count; i++)
            row.TryAdd(dimensions[i], record.Names[i]);
        if (record.Tags is { } tags)
            row["tags"] = tags;
        return row;
    }

    /// <param name="surveys">As in <see cref="Row"/>.</param>
    public static Table Of(RecordPage page, IReadOnlyList<string> dimensions, KpiQuery query, IReadOnlyDictionary<string, Survey> surveys)
    {
        var isDuration = query.Metrics[0].Unit == Unit.Seconds;
        // A ticket's account is a dimension, an account's own record is fixed: one column.
        var account = dimensions.ToList().IndexOf("account");
        List<TableField<Record>> fields =
        [
            TableField<Record>.Text("ticket", r => Id(r, OwnerKind.Ticket)),
            TableField<Record>.Text("survey", r => r.Survey),
            TableField<Record>.Text("account", r => Id(r, OwnerKind.Account) ?? (account >= 0 ? r.Names[account] : null)),
            new(new("at", ColumnType.Instant) { Zone = query.Zone }, (column, row, r) => column.Set(row, r.AtMs)),
            new(new("value", isDuration ? ColumnType.Duration : ColumnType.Number), (column, row, r) => column.Set(row, r.Value)),
            TableField<Record>.Flag("counted", r => r.Passed),
        ];
        if (RecordReader.ListsSurveys(query.Metrics[0].Metric))
        {
            fields.Add(TableField<Record>.Number("score", r => (decimal?)SurveyOf(r, surveys)?.Score));
            fields.Add(TableField<Record>.Number("scaleMin", r => (decimal?)SurveyOf(r, surveys)?.ScaleMin));
            fields.Add(TableField<Record>.Number("scaleMax", r => (decimal?)SurveyOf(r, surveys)?.ScaleMax));
            fields.Add(TableField<Record>.Text("comment", r => SurveyOf(r, surveys)?.Comment));
        }
        for (var i = 0; i < dimensions.Count; i++)
        {
            var dimension = i;
            if (dimension != account)
                fields.Add(TableField<Record>.Text(dimensions[i], r => r.Names[dimension]));
        }
        if (query.Metrics[0].Metric.Allows(Dimension.Tag))
            fields.Add(TableField<Record>.Tags("tags", r => r.Tags ?? []));
        return Table.Of(page.Records, fields) with { Notes = [.. KpiNotes.OfQuery(query), [], .. KpiNotes.OfMetrics(query)] };
    }

    private static Survey? SurveyOf(Record record, IReadOnlyDictionary<string, Survey> surveys) => record.Survey is { } id ? surveys.GetValueOrDefault(id) : null;

    private static IEnumerable<(string Name, object? Value)> OfSurvey(Survey? survey) => survey is null ? [] :
    [
        ("score", survey.Score),
        ("scaleMin", survey.ScaleMin),
        ("scaleMax", survey.ScaleMax),
        ("comment", survey.Comment),
    ];

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
