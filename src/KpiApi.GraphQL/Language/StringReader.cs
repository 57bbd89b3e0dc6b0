using System.Globalization;
using System.Text;

namespace KpiApi.GraphQL.Language;

/// <summary>Reads quoted strings and block strings, whose value depends on the indentation of all their lines.</summary>
internal static class StringReader
{
    public static string Read(string source, int start, out int end) =>
        source.AsSpan(start).StartsWith("\"\"\"") ? ReadBlock(source, start, out end) : ReadQuoted(source, start, out end);

    private static string ReadQuoted(string source, int start, out int end)
    {
        var text = new StringBuilder();
        var chunk = start + 1;
        for (var i = chunk; i < source.Length;)
        {
            switch (source[i])
            {
                case '"':
                    end = i + 1;
                    return text.Append(source, chunk, i - chunk).ToString();
                case '\\':
                    text.Append(source, chunk, i - chunk);
                    chunk = i = ReadEscape(source, i, text);
                    break;
                case '\n' or '\r':
                    throw new SyntaxException("The string is not closed on its line.", i);
                default:
                    i += CharacterLength(source, i);
                    break;
            }
        }

        throw new SyntaxException("The string is not closed.", source.Length);
    }

    private static int CharacterLength(string source, int at)
    {
        if (!char.IsSurrogate(source[at])) return 1;
        if (char.IsSurrogatePair(source, at)) return 2;
        throw new SyntaxException("Half a surrogate pair is no character.", at);
    }

    private static int ReadEscape(string source, int at, StringBuilder text)
    {
        var kind = at + 1 < source.Length ? source[at + 1] : '\0';
        if (kind is 'u') return ReadUnicodeEscape(source, at, text);
        var index = "\"\\/bfnrt".IndexOf(kind, StringComparison.Ordinal);
        if (index < 0) throw new SyntaxException("There is no such escape sequence.", at);
        text.Append("\"\\/\b\f\n\r\t"[index]);
        return at + 2;
    }

    private static int ReadUnicodeEscape(string source, int at, StringBuilder text)
    {
        if (at + 2 < source.Length && source[at + 2] is '{')
        {
            // At most eight digits, so that a long run of zeros costs nothing.
            var close = source.IndexOf('}', at + 3, Math.Min(9, source.Length - at - 3));
            if (close < 0 || !TryHex(source, at + 3, close - at - 3, out var point) || !Rune.IsValid(point)) throw BadEscape(at);
            text.Append(new Rune(point));
            return close + 1;
        }

        if (!TryHex(source, at + 2, 4, out var unit)) throw BadEscape(at);
        if (Rune.IsValid(unit))
        {
            text.Append((char)unit);
            return at + 6;
        }

        var isPair = source.AsSpan(at + 6).StartsWith("\\u") && TryHex(source, at + 8, 4, out var low)
            && char.IsSurrogatePair((char)unit, (char)low);
        if (!isPair) throw BadEscape(at);
        TryHex(source, at + 8, 4, out low);
        text.Append((char)unit).Append((char)low);
        return at + 12;
    }

    private static SyntaxException BadEscape(int at) => new("The escape sequence names no Unicode character.", at);

    private static bool TryHex(string source, int start, int length, out int number)
    {
        number = 0;
        return length > 0 && start + length <= source.Length
            && int.TryParse(source.AsSpan(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }

    private static string ReadBlock(string source, int start, out int end)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        for (var i = start + 3; i < source.Length;)
        {
            var rest = source.AsSpan(i);
            if (rest.StartsWith("\"\"\""))
            {
                lines.Add(line.ToString());
                end = i + 3;
                return string.Join('\n', Dedent(lines));
            }

            if (rest.StartsWith("\\\"\"\""))
            {
                line.Append("\"\"\"");
                i += 4;
            }
            else if (source[i] is '\n' or '\r')
            {
                lines.Add(line.ToString());
                line.Clear();
                i += rest.StartsWith("\r\n") ? 2 : 1;
            }
            else
            {
                var length = CharacterLength(source, i);
                line.Append(source, i, length);
                i += length;
            }
        }

        throw new SyntaxException("The block string is not closed.", source.Length);
    }

    /// <summary>The indentation common to all lines but the first goes, and so do blank lines at both ends.</summary>
    private static IEnumerable<string> Dedent(List<string> lines)
    {
        var common = lines.Skip(1).Where(line => !IsBlank(line)).Select(Indentation).DefaultIfEmpty(0).Min();
        var first = lines.FindIndex(line => !IsBlank(line));
        var last = lines.FindLastIndex(line => !IsBlank(line));
        for (var i = first; first >= 0 && i <= last; i++)
        {
            yield return i == 0 ? lines[0] : lines[i][Math.Min(common, lines[i].Length)..];
        }
    }

    private static bool IsBlank(string line) => Indentation(line) == line.Length;

    private static int Indentation(string line)
    {
        var length = line.AsSpan().IndexOfAnyExcept(' ', '\t');
        return length < 0 ? line.Length : length;
    }
}
