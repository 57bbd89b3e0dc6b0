using System.Globalization;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Tests;

/// <summary>Answers as text, so that two of them are compared whole and a difference can be read.</summary>
internal static class ResultText
{
    public static string Of(KpiResult result) =>
        Of(result.Rows.Select(r => Line(r.Bucket, r.Keys, r.Values.Select(Of))), result.RowCount, result.Totals.Select(Of));

    public static string Of(IEnumerable<string> rows, long rowCount, IEnumerable<string> totals) =>
        string.Join('\n', [.. rows, $"{rowCount} rows", $"totals {string.Join("; ", totals)}"]);

    public static string Line(int bucket, IReadOnlyList<string?> keys, IEnumerable<string> values) =>
        $"{bucket} [{string.Join(", ", keys.Select(k => k ?? "null"))}] {string.Join("; ", values)}";

    public static string Line(decimal? value, long count, string parts) =>
        $"{Number(value)} n={count} {parts}";

    public static string Of(KpiValue value)
    {
        var parts = value.Ratio is { } ratio ? $"{Number(ratio.Numerator)} of {Number(ratio.Denominator)}"
            : value.Nps is { } nps ? $"{nps.Promoters}, {nps.Passives}, {nps.Detractors}" : "";
        if (value.Comparison is { } was)
            parts += $" was {Number(was.Previous)} by {Number(was.Change)} or {Number(was.ChangePercent)}%";
        if (value.Expected is { } range)
            parts += $" expected {Number(range.Value)} from {Number(range.Low)} to {Number(range.High)} {range.Unusual}";
        return Line(value.Value, value.Count, parts);
    }

    private static string Number(decimal? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "null";
}
