using System.Net.Mime;

namespace KpiApi.Http.Tables;

/// <summary>In the order in which they are taken where a caller likes several as much.</summary>
internal enum TableFormat { Json, Csv, Xlsx, Ndjson, Parquet }

internal static class TableFormats
{
    /// <summary>In the order of <see cref="TableFormat"/>; they are extensions of files, too.</summary>
    public static readonly IReadOnlyList<string> Names = ["json", "csv", "xlsx", "ndjson", "parquet"];

    /// <summary>In the order of <see cref="TableFormat"/>.</summary>
    private static readonly string[] s_mediaTypes = [MediaTypeNames.Application.Json, MediaTypes.Csv, MediaTypes.Xlsx, MediaTypes.Ndjson, MediaTypes.Parquet];

    public static string Name(TableFormat format) => Names[(int)format];

    /// <summary>Null for a name of none.</summary>
    public static TableFormat? Parse(string? name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
                return (TableFormat)i;
        }
        return null;
    }

    /// <summary>Without parameters.</summary>
    public static string MediaType(TableFormat format) => s_mediaTypes[(int)format];

    /// <summary>As it is sent.</summary>
    public static string ContentType(TableFormat format) =>
        format is TableFormat.Xlsx or TableFormat.Parquet ? MediaType(format) : MediaType(format) + "; charset=utf-8";

    /// <summary>The one that the Accept header likes most; null when it takes none.</summary>
    public static TableFormat? Accepted(HttpRequest request)
    {
        var (best, most) = ((TableFormat?)null, 0d);
        for (var i = 0; i < s_mediaTypes.Length; i++)
        {
            if (AcceptedForms.Quality(request, s_mediaTypes[i]) is var quality && quality > most)
                (best, most) = ((TableFormat)i, quality);
        }
        return best;
    }
}
