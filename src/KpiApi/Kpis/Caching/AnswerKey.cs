using KpiApi.Auth;
using KpiApi.Http.Tables;
using KpiApi.Storage.Tables;

namespace KpiApi.Kpis.Caching;

/// <summary>
/// What a kept answer is found by. Each part has a place of its own: if they were one text, a header that a caller writes could pass for a right that the caller lacks.
/// </summary>
/// <param name="SeesAgents">Whether the caller may see agents; those who may not never find an answer of those who may.</param>
/// <param name="Format">The one that was settled on, not what the caller wrote to get it.</param>
/// <param name="Query">The query string as it came, with whatever else it says of the form.</param>
internal sealed record AnswerKey(bool SeesAgents, TableFormat Format, string Query)
{
    /// <summary>Of a request whose caller may ask what the route is for.</summary>
    public static AnswerKey Of(HttpContext context) => new(
        context.User.Holds(Scopes.ReadAgents), FormParameters.Format(context.Request), context.Request.QueryString.Value ?? "");
}
