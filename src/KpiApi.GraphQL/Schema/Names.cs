using System.Text.Json;

namespace KpiApi.GraphQL.Schema;

/// <summary>How C# names become GraphQL names; the conventions are HotChocolate's.</summary>
internal static class Names
{
    public static string Field(string clr) => JsonNamingPolicy.CamelCase.ConvertName(clr);

    public static string Method(string clr)
    {
        var name = clr.EndsWith("Async", StringComparison.Ordinal) && clr.Length > 5 ? clr[..^5] : clr;
        return Field(name.StartsWith("Get", StringComparison.Ordinal) && name.Length > 3 && char.IsUpper(name[3]) ? name[3..] : name);
    }

    public static string EnumValue(string clr) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(clr);

    /// <summary>A generic type is named after its arguments first: <c>Connection&lt;Ticket&gt;</c> is TicketConnection.</summary>
    public static string Type(Type clr)
    {
        if (!clr.IsGenericType) return clr.Name;
        return string.Concat(clr.GetGenericArguments().Select(argument => Descriptions.NameOf(argument) ?? Type(argument))) + clr.Name[..clr.Name.IndexOf('`', StringComparison.Ordinal)];
    }

    public static string InputType(string name) => name.EndsWith("Input", StringComparison.Ordinal) ? name : name + "Input";

    public static bool IsValid(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_');

    /// <summary>What comes from a client is cut before it goes into a message.</summary>
    public static string Clip(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 80), "…");

    /// <summary>The candidate with the fewest edits, when they are few for the length of the name.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        if (name.Length > 60) return null;
        var limit = 1 + (name.Length / 4);
        return candidates.Select(candidate => (candidate, Distance: Distance(name, candidate)))
            .Where(pair => pair.Distance <= limit)
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var isSame = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                var replaced = diagonal + (isSame ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[right.Length];
    }
}
