namespace KpiApi.GraphQL.Language;

/// <summary>Line and column, both from 1; a line ends at LF, CR or CR LF, a column counts UTF-16 units.</summary>
public readonly record struct SourceLocation(int Line, int Column)
{
    internal static SourceLocation Of(string source, int position)
    {
        var line = 1;
        var lineStart = 0;
        for (var i = 0; i < position && i < source.Length; i++)
        {
            if (source[i] is '\r' && i + 1 < source.Length && source[i + 1] is '\n') continue;
            if (source[i] is not ('\n' or '\r')) continue;
            line++;
            lineStart = i + 1;
        }

        return new SourceLocation(line, position - lineStart + 1);
    }
}
