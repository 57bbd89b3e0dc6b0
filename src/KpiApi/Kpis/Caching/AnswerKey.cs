using KpiApi.Auth;
using KpiApi.Kpis.Endpoints;
using KpiApi.Storage.Tables;

namespace KpiApi.Kpis.Caching;

/// <summary>
/// What a kept answer is found by. Each part has a place of its own: if they were one text, a header that a caller writes could pass for a right that the caller lacks.
/// </summary>
/// <param name="SeesAgents">Whether the caller may see agents; those who may not never find an answer of those who may.</param>
/// <param name="AsCsv">The form that was settled on, not what the caller wrote to get it.</param>
/// <param name="Query">The query string as it came.</param>
internal sealed record AnswerKey(bool SeesAgents, bool AsCsv, string Query)
{
    /// <summary>Of a request whose caller may ask what the route is for.</summary>
    public static AnswerKey Of(HttpContext context) => new(
        context.User.Holds(Scopes.ReadAgents), CallParameters.WantsCsv(context.Request), context.Request.QueryString.Value ?? "");
}
