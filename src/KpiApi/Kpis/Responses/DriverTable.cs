using System.Globalization;
using KpiApi.Engine.Drivers;
using KpiApi.Engine.Metrics;
using KpiApi.Http;
using KpiApi.Http.Tables;

namespace KpiApi.Kpis.Responses;

/// <summary>Drivers as a table: a row for each dimension and value.</summary>
internal static class DriverTable
{
    public static Table Of(DriversResult result)
    {
        var type = KpiParts.IsDuration(result.Query.Metric) ? ColumnType.Duration : ColumnType.Number;
        TableField<Row> Amount(string name, Func<Row, decimal?> value, bool isSigned = true) => new(new(name, type) { IsSigned = isSigned }, (column, row, item) => column.Set(row, value(item)));
        TableField<Row>[] fields =
        [
            TableField<Row>.Text("dimension", r => DimensionNames.Name(r.Driver.Dimension)),
            Amount("explained", r => r.Driver.Explained, isSigned: false),
            TableField<Row>.Text("value", r => r.Value.Value),
            Amount("contribution", r => r.Value.Contribution),
            Amount("mix", r => r.Value.Mix),
            Amount("performance", r => r.Value.Performance),
            Amount("current_value", r => r.Value.Current.Value, isSigned: false),
            TableField<Row>.Integer("current_count", r => r.Value.Current.Count),
            Amount("previous_value", r => r.Value.Previous.Value, isSigned: false),
            TableField<Row>.Integer("previous_count", r => r.Value.Previous.Count),
        ];
        return Table.Of(result.Drivers.SelectMany(driver => driver.Values.Select(value => new Row(driver, value))).ToList(), fields) with { Notes = Notes(result) };
    }

    private static IReadOnlyList<IReadOnlyList<string>> Notes(DriversResult result) =>
    [
        .. KpiNotes.OfMembers(DriversItem.QueryOf(result.Query)),
        ["value", Number(result.Value)],
        ["previous", Number(result.Previous)],
        ["change", Number(result.Change)],
        ["asOf", InstantText.Utc(result.Query.Query.AsOf)],
        ["version", result.Version.ToString(CultureInfo.InvariantCulture)],
        .. result.Warnings.Select(warning => (string[])["warning", $"{warning.Code}: {warning.Message}"]),
        [],
        .. KpiNotes.OfMetrics(result.Query.Query),
    ];

    private static string Number(decimal? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private sealed record Row(Driver Driver, DriverValue Value);
}
