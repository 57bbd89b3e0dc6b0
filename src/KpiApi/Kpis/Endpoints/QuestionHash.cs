using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Kpis.Endpoints;

/// <summary>
/// Tells the question of one list from that of another: by what was asked, not by what it came to, so that the last 30 days stay the same
/// question at midnight. The same through every door, on every replica.
/// </summary>
internal static class QuestionHash
{
    private static readonly string[] s_period = ["period", "from", "to", "timeZone"];

    public static ulong Of(RecordQuery asked, KpiRequest request) => Of(
    [
        "records", asked.Query.Metrics[0].Name, $"{asked.Query.Hours}", $"{asked.Query.WeekStart}", .. s_period.Select(name => string.Join('\n', request.Values(name))),
        $"{asked.Order}", $"{asked.Descending}", string.Join(' ', asked.Outcomes.Order()), .. Parts(asked.Query.Filters),
    ]);

    public static ulong Of(TicketListQuery query) => Of(["tickets", $"{query.State}", $"{query.Order}", $"{query.Descending}", .. Parts(query.Filters)]);

    public static ulong Of(MenuQuestion asked) => Of(["dimension", DimensionNames.Name(asked.Dimension), asked.Prefix ?? "", asked.Search ?? ""]);

    /// <summary>In whatever order they were given.</summary>
    private static IEnumerable<string> Parts(IReadOnlyList<Filter> filters) => filters
        .Select(f => $"{DimensionNames.Name(f.Dimension)} {f.Excluded} {string.Join('\n', f.Values.Select(v => v is null ? "-" : "=" + v).Order(StringComparer.Ordinal))}")
        .Order(StringComparer.Ordinal);

    private static ulong Of(string[] parts)
    {
        // Each behind its length, so that no two lists of parts are one text.
        var text = string.Concat(parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Length}:{part}")));
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
