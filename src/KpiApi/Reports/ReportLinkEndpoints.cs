using System.Net.Mime;
using System.Text.Json.Serialization;
using KpiApi.Auth;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Http.Paging;
using KpiApi.Settings;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace KpiApi.Reports;

/// <summary>Links that open a report without a key: made, listed, revoked.</summary>
internal static class ReportLinkEndpoints
{
    public const string BodyComponent = "ReportLinkBody";

    /// <summary>Forgotten links end.</summary>
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(365);

    private const int MaxLinks = 100;

    private static readonly string[] s_members = ["expiresAt", "agents", "fixed"];

    public static OpenApiSchema Body => Shapes.Object("A link that is wanted.", [],
    [
        ("expiresAt", Shapes.OrNull(Shapes.Instant("From then on it opens nothing. Default: a year from now.", "2027-01-01T00:00:00Z"))),
        ("agents", Shapes.OrNull(Shapes.Flag("It may show agents; only callers with `read:agents` can make such a link.", false))),
        ("fixed", Shapes.OrNull(Shapes.Flag("It takes no parameters.", false))),
    ]);

    public static void Map(IEndpointRouteBuilder app)
    {
        var links = app.MapGroup("/v1/reports/{id}/links").WithTags(Tags.Settings).AnswersJson().RequireAuthorization(ScopeNames.Read).WritesStore().ShowsSecrets()
            .TakesPath("id", Shapes.Text("The report's id.", "monthly-csat"))
            .Fails(StatusCodes.Status404NotFound, "There is no such report or link.", "not_found");
        links.MapGet("", List).TakesNoParameters()
            .WithName("listReportLinks")
            .WithSummary("The links of a report")
            .WithDescription("Expired ones too, until they are revoked; never their tokens.")
            .Explains(StatusCodes.Status200OK, "All of them; `nextCursor` is always null.");
        links.MapPost("", MakeAsync).TakesDryRun().WithBodyLimit(limits => limits.MaxSmallBodyBytes)
            .WithName("makeReportLink")
            .WithSummary("Make a link to a report")
            .WithDescription("Its URL opens this report to whoever has it, and nothing else; it is shown this once, and only a hash of its token is kept. It lives until it expires, is revoked, or the report is deleted.")
            .MayTakeBody("May be left out.", new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(BodyComponent)))
            .Explains(StatusCodes.Status200OK, "Nothing is wrong with it; nothing was made, because only that was asked.")
            .Explains(StatusCodes.Status201Created, "The link.")
            .SendsHeader(HeaderNames.CacheControl, StatusCodes.Status201Created)
            .Fails(StatusCodes.Status400BadRequest, "The body is not JSON.", "malformed_json", "too_deep", "invalid_utf8")
            .Fails(StatusCodes.Status422UnprocessableEntity, "Everything that is wrong with it, at once.",
                "wrong_type", "unknown_field", "duplicate_field", "invalid_instant", "offset_missing", "out_of_range", "agents_needed", "too_many_links");
        links.MapDelete("/{link}", RevokeAsync).TakesDryRun()
            .TakesPath("link", Shapes.Text("The link's id.", "3f2a9c1b7d40"))
            .WithName("revokeReportLink")
            .WithSummary("Revoke a link")
            .WithDescription("It opens nothing from now on, on every replica within a second. By the key that made it, or by one with `admin`.")
            .Explains(StatusCodes.Status200OK, "It is revoked.");
    }

    private static Results<Ok<ItemList<ReportLinkItem>>, ProblemHttpResult> List(string id, HttpContext context, CurrentSettings settings) => ReportEndpoints.Find(id, context, settings) is null
        ? ReportEndpoints.NotFound(id)
        : TypedResults.Ok(new ItemList<ReportLinkItem>([.. settings.Current.LinksOf(id).OrderBy(link => link.CreatedAtMs).Select(link => ReportLinkItem.Of(link, context))], null));

    private static async Task<Results<Ok<NewReportLink>, Created<NewReportLink>, ProblemHttpResult>> MakeAsync(
        string id, HttpContext context, CurrentSettings settings, LinkTokens tokens, GroupWriter writer)
    {
        if (ReportEndpoints.Find(id, context, settings) is not { } report) return ReportEndpoints.NotFound(id);
        var bytes = await WholeBody.ReadAsync(context.Request, context.Limits().MaxSmallBodyBytes, context.RequestAborted);
        if (!bytes.IsEmpty && MediaTypes.Of(context.Request) is not MediaTypeNames.Application.Json) return MediaTypes.Unsupported(MediaTypeNames.Application.Json);
        using var body = JsonBody.Parse(bytes.IsEmpty ? "{}"u8.ToArray() : bytes, context.Limits());
        var (errors, token) = (new List<RequestError>(), tokens.NewToken());
        var link = JsonBody.Texts(() => Read(JsonMembers.OfBody(body.RootElement, s_members, errors), report, context)) with { Id = tokens.NewId(), Hash = LinkTokens.Hash(token) };
        if (link.Agents && !context.User.Holds(Scopes.ReadAgents)) return ProblemResults.Of(StatusCodes.Status403Forbidden, ScopeNames.Missing(Scopes.ReadAgents) with { Pointer = "/agents" });
        if (report.NamesAgent && !link.Agents) errors.Add(new("agents_needed", "The report groups or filters by agent: a link to it needs agents: true.") { Pointer = "/agents" });
        if (settings.Current.LinksOf(id).Count() >= MaxLinks) errors.Add(new("too_many_links", $"The report has {MaxLinks} links; revoke one first."));
        if (errors.Count > 0) return ProblemResults.Of(StatusCodes.Status422UnprocessableEntity, "invalid_item", errors[0].Message, errors);
        if (DryRun.IsAsked(context)) return TypedResults.Ok(new NewReportLink(null, null, InstantText.Utc(link.ExpiresAtMs)) { DryRun = true });
        await writer.WriteAsync(new UpsertWrite<Setting>(StoreTables.Settings, [new Setting(SettingKinds.ReportLinks.Address(link.Id), SettingKind<ReportLink>.Body(link))]), CancellationToken.None);
        context.Response.Headers.CacheControl = "no-store";
        var request = context.Request;
        var url = $"{request.Scheme}://{request.Host}{request.PathBase}/v1/reports/{id}/data/{token}";
        return TypedResults.Created((string?)null, new NewReportLink(link.Id, url, InstantText.Utc(link.ExpiresAtMs)));
    }

    private static ReportLink Read(JsonMembers members, ReportSetting report, HttpContext context)
    {
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        var now = clock.GetUtcNow();
        var expires = FutureInstant.Read(members, "expiresAt", clock) ?? now.Add(s_lifetime).ToUnixTimeMilliseconds();
        return new("", report.Id, "", now.ToUnixTimeMilliseconds(), expires, members.Flag("agents") ?? false, members.Flag("fixed") ?? false, ReportLinks.MakerOf(context.User));
    }

    private static async Task<Results<Ok<RevokedLink>, ProblemHttpResult>> RevokeAsync(string id, string link, HttpContext context, CurrentSettings settings, GroupWriter writer)
    {
        if (settings.Current.LinksOf(id).FirstOrDefault(known => known.Id == link) is not { } known || ReportEndpoints.Find(id, context, settings) is null)
            return ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", "There is no such link of this report.") { Parameter = "link", Value = link });
        if (!ReportLinkItem.IsRevocable(known, context)) return ProblemResults.Of(StatusCodes.Status403Forbidden, ScopeNames.Missing(Scopes.Admin));
        if (DryRun.IsAsked(context)) return TypedResults.Ok(new RevokedLink(link, "revoked") { DryRun = true });
        await writer.WriteAsync(new DeleteWrite<Setting>(StoreTables.Settings, SettingKinds.ReportLinks.Address(link)), CancellationToken.None);
        return TypedResults.Ok(new RevokedLink(link, "revoked"));
    }
}

/// <summary>A link without its token.</summary>
/// <param name="Agents">It may show agents.</param>
/// <param name="Fixed">It takes no parameters.</param>
/// <param name="Revocable">By the caller.</param>
internal sealed record ReportLinkItem(string Id, string CreatedAt, string ExpiresAt, bool Agents, bool Fixed, bool Revocable)
{
    public static ReportLinkItem Of(ReportLink link, HttpContext context) =>
        new(link.Id, InstantText.Utc(link.CreatedAtMs), InstantText.Utc(link.ExpiresAtMs), link.Agents, link.Fixed, IsRevocable(link, context));

    public static bool IsRevocable(ReportLink link, HttpContext context) => context.User.Holds(Scopes.Admin) || link.Maker == ReportLinks.MakerOf(context.User);
}

/// <param name="Id">To revoke it by; absent in a dry run.</param>
/// <param name="Url">With its token; it is not shown again. Absent in a dry run.</param>
internal sealed record NewReportLink(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url, string ExpiresAt)
{
    /// <summary>True when nothing was made, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }
}

/// <param name="Id">Of the link.</param>
/// <param name="Outcome">revoked.</param>
internal sealed record RevokedLink(string Id, string Outcome)
{
    /// <summary>True when nothing was revoked, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }
}
