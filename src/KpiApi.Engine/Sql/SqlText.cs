using System.Globalization;

namespace KpiApi.Engine.Sql;

/// <summary>Pieces of SQL.</summary>
internal static class SqlText
{
    public const string From = "CAST($from AS TIMESTAMPTZ)";
    public const string To = "CAST($to AS TIMESTAMPTZ)";
    public const string AsOf = "CAST($as_of AS TIMESTAMPTZ)";

    public static IReadOnlyList<string> Parameters { get; } = ["from", "to", "as_of"];

    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>In quotes where the name needs them.</summary>
    public static string Identifier(string name) => name.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '_') ? name : $"\"{name}\"";

    public static string Number(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    public static string Milliseconds(string from, string to) => $"date_diff('millisecond', {from}, {to})";

    public static string All(IEnumerable<string> conditions) => string.Join("\n  AND ", conditions);

    public static string Indented(string lines) => "  " + lines.Replace("\n", "\n  ", StringComparison.Ordinal);

    /// <summary>The column has one of some values; null is "no value".</summary>
    public static string IsOneOf(string column, IReadOnlyList<string?> values)
    {
        string[] named = [.. values.OfType<string>().Select(Literal)];
        var isNamed = named is [var only] ? $"{column} = {only}" : $"{column} IN ({string.Join(", ", named)})";
        return !values.Contains(null) ? isNamed : named.Length == 0 ? $"{column} IS NULL" : $"({column} IS NULL OR {isNamed})";
    }

    /// <summary>The column has none of them.</summary>
    public static string IsNoneOf(string column, IReadOnlyList<string?> values)
    {
        string[] named = [.. values.OfType<string>().Select(Literal)];
        var isNotNamed = $"{column} NOT IN ({string.Join(", ", named)})";
        return named.Length == 0 ? $"{column} IS NOT NULL"
            : values.Contains(null) ? $"{column} IS NOT NULL AND {isNotNamed}"
            : $"({column} IS NULL OR {isNotNamed})";
    }
}
