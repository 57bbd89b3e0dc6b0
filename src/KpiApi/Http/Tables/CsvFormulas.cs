using System.Buffers;
using System.Globalization;
using System.Text;

namespace KpiApi.Http.Tables;

/// <summary>
/// A text from outside that a spreadsheet would run as a formula gets an apostrophe before it; a number never does, so -5 stays one.
/// A spreadsheet whose list separator is a semicolon, or that takes tabs, finds more cells in a row than were written: it cuts every text
/// at that sign and at line breaks, inside quotes too unless its own cell begins with one. So each place counts at which a cell could begin.
/// </summary>
internal static class CsvFormulas
{
    /// <summary>Spreadsheets of East Asia take the full-width signs as well.</summary>
    private const string Signs = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";
    private const string Separators = ";\t\r\n";
    private static readonly SearchValues<char> s_signs = SearchValues.Create(Signs);

    public static string Defuse(string text)
    {
        // Most texts have none of the signs anywhere.
        if (!text.AsSpan().ContainsAny(s_signs)) return text;
        StringBuilder? safe = null;
        var taken = 0;
        for (var start = 0; start >= 0; start = NextCell(text, start))
        {
            if (!IsFormula(text, start))
                continue;
            safe ??= new StringBuilder(text.Length + 4);
            safe.Append(text, taken, start - taken).Append('\'');
            taken = start;
        }
        return safe is null ? text : safe.Append(text, taken, text.Length - taken).ToString();
    }

    /// <summary>Behind the next separator; -1 when there is none.</summary>
    private static int NextCell(string text, int start) =>
        text.AsSpan(start).IndexOfAny(Separators) is >= 0 and var at ? start + at + 1 : -1;

    /// <summary>What is not seen, and quotes, are passed over. A separator ends the cell: the next one is looked at by itself.</summary>
    private static bool IsFormula(string text, int start)
    {
        for (var i = start; i < text.Length && !Separators.Contains(text[i], StringComparison.Ordinal); i++)
        {
            if (Signs.Contains(text[i], StringComparison.Ordinal))
                return true;
            if (text[i] is not ('"' or '\'') && !char.IsWhiteSpace(text[i]) && char.GetUnicodeCategory(text[i]) is not (UnicodeCategory.Format or UnicodeCategory.Control))
                return false;
        }
        return false;
    }
}
