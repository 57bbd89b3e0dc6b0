using System.Globalization;
using KpiApi.Engine.Results;

namespace KpiApi.Benchmarks.Execution.Duck;

/// <summary>The same question, answered twice.</summary>
internal static class DuckAnswer
{
    /// <summary>The engine rounds to four decimals at the end.</summary>
    private const double Rounding = 0.00005;

    private const double Relative = 1e-9;

    /// <summary>What stands for a row.</summary>
    public static string Key(int bucket, IEnumerable<string?> groups) =>
        string.Join(" | ", groups.Select(name => name ?? "null").Prepend(bucket.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The first difference, in words; null when every bucket, group and value is the same.</summary>
    /// <param name="result">The engine's answer, with all rows and not only those of a page.</param>
    public static string? Difference(KpiResult result, Dictionary<string, Dictionary<int, (double? Value, long Count)>> duck)
    {
        var seen = 0;
        foreach (var row in result.Rows)
        {
            var other = duck.GetValueOrDefault(Key(row.Bucket, row.Keys), []);
            foreach (var (metric, value) in row.Values.Index().Where(v => v.Item.Count != 0))
            {
                if (!other.TryGetValue(metric, out var told) || !IsSame(value, told))
                    return Text($"{result.Query.Metrics[metric].Name} at {Key(row.Bucket, row.Keys)}: {value.Value} of {value.Count}, DuckDB {told.Value} of {told.Count}");
                seen++;
            }
        }
        var all = duck.Values.Sum(row => row.Count);
        return seen == all ? null : Text($"{seen} values with data, DuckDB {all}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static bool IsSame(KpiValue value, (double? Value, long Count) told) =>
        value.Count == told.Count && value.Value is null == told.Value is null
        && Math.Abs((double)(value.Value ?? 0) - (told.Value ?? 0)) <= Rounding + Math.Abs(told.Value ?? 0) * Relative;
}
