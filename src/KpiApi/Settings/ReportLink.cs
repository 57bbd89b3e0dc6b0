using KpiApi.Http.Json;

namespace KpiApi.Settings;

/// <summary>A link that opens one report without a key, as it is kept: a hash of its token, never the token.</summary>
/// <param name="Report">The id of the report.</param>
/// <param name="Hash">SHA-256 of the token, in hexadecimal digits.</param>
/// <param name="CreatedAtMs">Since 1970.</param>
/// <param name="ExpiresAtMs">From then on it opens nothing.</param>
/// <param name="Agents">It may show agents.</param>
/// <param name="Fixed">It takes no parameters.</param>
/// <param name="Maker">A hash of the id of the key that made it.</param>
internal sealed record ReportLink(string Id, string Report, string Hash, long CreatedAtMs, long ExpiresAtMs, bool Agents, bool Fixed, string Maker)
{
    public static readonly string[] Members = ["report", "hash", "createdAtMs", "expiresAtMs", "agents", "fixed", "maker"];

    public static ReportLink Read(JsonMembers members) => new(
        members.Id, members.RequiredText("report"), members.RequiredText("hash"), members.Whole("createdAtMs", 0, long.MaxValue) ?? 0, members.Whole("expiresAtMs", 0, long.MaxValue) ?? 0,
        members.Flag("agents") ?? false, members.Flag("fixed") ?? false, members.RequiredText("maker"));
}
