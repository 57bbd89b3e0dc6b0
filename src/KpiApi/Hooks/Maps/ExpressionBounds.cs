using System.Text.RegularExpressions;
using KpiApi.Engine.Spelling;

namespace KpiApi.Hooks.Maps;

/// <summary>
/// Keeps what an expression costs in proportion to the payload. JMESPath has no loops, so only what copies its input can grow: lists and objects
/// that are built of several expressions, functions that pad, repeat or pair, and references to the root within a projection.
/// </summary>
internal static partial class ExpressionBounds
{
    public const int MaxLength = 500;

    /// <summary>Of the entries of all lists and objects that an expression builds, multiplied: how often a part of the payload can be copied.</summary>
    private const int MaxCopies = 64;

    private static readonly string[] s_functions =
    [
        "abs", "avg", "ceil", "contains", "ends_with", "find_first", "find_last", "floor", "join", "keys", "length", "lower", "map", "max", "max_by", "min", "min_by",
        "not_null", "reverse", "sort", "sort_by", "split", "starts_with", "sum", "to_array", "to_number", "to_string", "trim", "type", "upper", "values",
    ];

    /// <summary>Null when it is within bounds.</summary>
    public static string? Check(string expression)
    {
        if (expression.Length > MaxLength) return $"It is longer than {MaxLength} characters.";
        var code = Quoted().Replace(expression, "''");
        if (code.Contains('$', StringComparison.Ordinal) || Let().IsMatch(code))
            return "$ can stand only at its beginning, as $., for the whole payload; and there is no let.";
        foreach (var name in Call().Matches(code).Select(call => call.Groups[1].Value))
        {
            if (s_functions.Contains(name)) continue;
            var hint = Nearest.To(name, s_functions) is { } nearest ? $" Did you mean {nearest}?" : "";
            return $"There is no function {name} in maps; there are {string.Join(", ", s_functions)}.{hint}";
        }

        if (Join().Count(code) != JoinByText().Count(code)) return "The first argument of join has to be a text in single quotes.";
        return Copies(code) > MaxCopies ? "It builds too many lists or objects within each other." : null;
    }

    private static long Copies(string code)
    {
        var (copies, entries) = (1L, new Stack<int>());
        for (var at = 0; at < code.Length && copies <= MaxCopies; at++)
        {
            switch (code[at])
            {
                case '[' or '{' or '(':
                    entries.Push(code[at] == '(' || IsIndex(code, at) ? 0 : 1);
                    break;
                case ',' when entries.TryPop(out var so):
                    entries.Push(so == 0 ? 0 : so + 1);
                    break;
                case ']' or '}' or ')' when entries.TryPop(out var all):
                    copies *= Math.Max(1, all);
                    break;
            }
        }

        return copies;
    }

    /// <summary>An index, a slice, a filter or a projection, none of which copies.</summary>
    private static bool IsIndex(string code, int at) => code[at] == '[' && at + 1 < code.Length && code[at + 1] is ']' or '?' or '*' or ':' or '-' or (>= '0' and <= '9');

    [GeneratedRegex(@"'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|""(?:[^""\\]|\\.)*""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"([A-Za-z_][A-Za-z0-9_]*)\s*\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"\blet\b")]
    private static partial Regex Let();

    [GeneratedRegex(@"\bjoin\s*\(")]
    private static partial Regex Join();

    [GeneratedRegex(@"\bjoin\s*\(\s*''")]
    private static partial Regex JoinByText();
}
