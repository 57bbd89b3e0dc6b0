using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KpiApi.Auth;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Http.Paging;
using KpiApi.Http.Tables;
using KpiApi.Ingest;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace KpiApi.Settings;

/// <summary>Calendars, SLA policies, attributes and targets over HTTP.</summary>
internal static class SettingEndpoints
{
    private static readonly string[] s_codes = ["required", "wrong_type", "unknown_field", "duplicate_field", "out_of_range", "empty", "too_long", "control_character", "id_mismatch"];

    public static void MapSettings(this IEndpointRouteBuilder app)
    {
        var reading = (app.MapGroup("/v1").WithTags(Tags.Settings).AnswersJson().RequireAuthorization(ScopeNames.Read),
            app.MapGroup("/v1").WithTags(Tags.Settings).AnswersJsonOrTables().RequireAuthorization(ScopeNames.Read));
        var writing = app.MapGroup("/v1").WithTags(Tags.Settings).AnswersJson().RequireAuthorization(ScopeNames.Admin).WritesStore();
        Map(reading, writing, SettingKinds.Calendars, "Calendar", "Calendars", "default", SettingShapes.CalendarExample(), ["unknown_time_zone", "invalid_time", "invalid_date"])
            .Fails(StatusCodes.Status409Conflict, "An SLA policy counts in its hours.", "calendar_in_use");
        Map(reading, writing, SettingKinds.SlaPolicies, "SlaPolicy", "SlaPolicies", "gold", SettingShapes.SlaPolicyExample(), ["unknown_calendar", "unknown_value", "not_whole"]);
        Map(reading, writing, SettingKinds.Attributes, "Attribute", "Attributes", "tier", SettingShapes.AttributeExample(), ["invalid_id", "unknown_value", "too_many_attributes"])
            .Fails(StatusCodes.Status409Conflict, "A target is for one of its values.", "attribute_in_use");
        Map(reading, writing, SettingKinds.Targets, "Target", "Targets", "csat-chat", SettingShapes.TargetExample(),
            ["unknown_metric", "unknown_statistic", "unknown_dimension", "dimension_not_allowed", "warn_at_better_side", "conflict"]);
        Map(reading, writing, SettingKinds.Reports, "Report", "Reports", "monthly-csat", SettingShapes.ReportExample(),
            ["invalid_id", "unknown_parameter", "unknown_metric", "unknown_dimension", "dimension_not_allowed", "unknown_value", "invalid_value", "conflict"]);
    }

    /// <returns>The route that deletes.</returns>
    private static RouteHandlerBuilder Map<T>(
        (RouteGroupBuilder Reading, RouteGroupBuilder Lists) routes, RouteGroupBuilder writing, SettingKind<T> kind, string noun, string nouns, string id, JsonNode example, string[] codes) where T : class
    {
        var (reading, lists) = routes;
        var (all, one, name) = ($"/{kind.Name}", $"/{kind.Name}/{{id}}", kind.Singular);
        var path = Shapes.Text($"The {name}'s id.", id);
        lists.MapGet(all, (HttpContext context, CurrentSettings settings, IOptions<JsonOptions> json) => List(kind, context, settings, json.Value.SerializerOptions)).ProducesTables()
            .TakesQuery(FormParameters.OfLists.Select(parameter => (parameter, FormShapes.Of(parameter))))
            .Produces<ItemList<T>>()
            .WithName($"list{nouns}")
            .WithSummary($"Every {name}")
            .WithDescription("All of them, by id.")
            .Explains(StatusCodes.Status200OK, "All of them; `nextCursor` is always null.")
            .Fails(StatusCodes.Status400BadRequest, "A parameter is wrong.", "unknown_parameter", "invalid_value", "given_twice", "conflict");
        reading.MapGet(one, (HttpContext context, CurrentSettings settings) => Find(kind, context, settings)).TakesNoParameters()
            .Produces<T>()
            .WithName($"get{noun}")
            .WithSummary($"One {name}")
            .WithDescription("As it is in force, with everything that was left out filled in.")
            .TakesPath("id", path)
            .Explains(StatusCodes.Status200OK, $"The {name}.")
            .Fails(StatusCodes.Status404NotFound, $"There is no such {name}.", "not_found");
        writing.MapPut(one, (HttpContext context, CurrentSettings settings, GroupWriter writer, FactFeed feed) => PutAsync(kind, context, settings, writer, feed)).TakesDryRun()
            .WithBodyLimit(limits => limits.MaxSmallBodyBytes)
            .WithName($"put{noun}")
            .WithSummary($"Create or replace one {name}")
            .WithDescription(kind.ChangesFacts
                ? "Answered when it is stored. All facts are derived again in the background, which `deriving` says; queries see the numbers of the rules before until "
                    + "that is done, and never a mixture. Send it again to ask whether it still goes on."
                : "Answered when it is stored and in force.")
            .TakesPath("id", path)
            .TakesBody("The whole of it: what is left out has its default afterwards.", new BodyForm(MediaTypeNames.Application.Json, Shapes.Ref(noun + "Body"), ("setting", example)))
            .Explains(StatusCodes.Status200OK, "It was there: updated or unchanged; or a dry run.")
            .Explains(StatusCodes.Status201Created, "It is new.")
            .Fails(StatusCodes.Status400BadRequest, "The request cannot be understood.", "malformed_json", "too_deep", "invalid_utf8")
            .Fails(StatusCodes.Status422UnprocessableEntity, "Everything that is wrong with it, at once; nothing was stored.", [.. s_codes, .. codes]);
        return writing.MapDelete(one, (HttpContext context, CurrentSettings settings, GroupWriter writer, FactFeed feed) => DeleteAsync(kind, context, settings, writer, feed)).TakesDryRun()
            .WithName($"delete{noun}")
            .WithSummary($"Remove one {name}")
            .WithDescription(kind.ChangesFacts ? "Facts are derived again without it, as after a change." : "In force when answered.")
            .TakesPath("id", path)
            .Explains(StatusCodes.Status200OK, "It is gone.")
            .Fails(StatusCodes.Status404NotFound, $"There is no such {name}.", "not_found");
    }

    private static IResult List<T>(SettingKind<T> kind, HttpContext context, CurrentSettings settings, JsonSerializerOptions json) where T : class
    {
        var errors = new List<RequestError>();
        var form = FormParameters.OfList(context, errors);
        if (errors.Count > 0) return ProblemResults.OfQuery(StatusCodes.Status400BadRequest, errors);
        List<T> items = [.. kind.Of(settings.Current).Values.Where(setting => IsVisible(kind, setting, context))];
        return form.IsTable ? new TableAnswer(JsonTable.Of(items, json), form, kind.Name) : TypedResults.Ok(new ItemList<T>(items, null));
    }

    /// <summary>Results of a type parameter are none that the compiler can bind.</summary>
    private static IResult Find<T>(SettingKind<T> kind, HttpContext context, CurrentSettings settings) where T : class
    {
        var id = PathId.Of(context);
        return kind.Of(settings.Current).TryGetValue(id, out var setting) && IsVisible(kind, setting, context) ? TypedResults.Ok(setting) : NotFound(kind, id);
    }

    private static bool IsVisible<T>(SettingKind<T> kind, T setting, HttpContext context) where T : class =>
        context.User.Holds(Scopes.ReadAgents) || !kind.NamesAgent(setting);

    private static async Task<Results<Ok<SettingResult>, Created<SettingResult>, ProblemHttpResult>> PutAsync<T>(SettingKind<T> kind, HttpContext context, CurrentSettings settings, GroupWriter writer, FactFeed feed)
        where T : class
    {
        if (MediaTypes.Of(context.Request) is not MediaTypeNames.Application.Json) return MediaTypes.Unsupported(MediaTypeNames.Application.Json);
        var body = await WholeBody.ReadAsync(context.Request, context.Limits().MaxSmallBodyBytes, context.RequestAborted);
        using var json = JsonBody.Parse(body, context.Limits());
        var id = PathId.Of(context);
        return await settings.ChangeAsync<Results<Ok<SettingResult>, Created<SettingResult>, ProblemHttpResult>>(async () =>
        {
            var errors = new List<RequestError>();
            if (JsonBody.Texts(() => kind.Read(json.RootElement, id, settings.Current, errors)) is not { } setting)
                return ProblemResults.Of(StatusCodes.Status422UnprocessableEntity, "invalid_item", errors[0].Message, errors);
            if (context.RequestServices.GetService<SettingCheck<T>>()?.Invoke(context, setting) is { Count: > 0 } problems)
                return ProblemResults.Of(StatusCodes.Status422UnprocessableEntity, "invalid_item", problems[0].Message, problems);
            var row = new Setting(kind.Address(id), SettingKind<T>.Body(setting));
            if (DryRun.IsAsked(context)) return TypedResults.Ok(Rehearsed(kind, id, WouldBe(kind.Of(settings.Current).GetValueOrDefault(id), row.Body), feed));
            var result = await writer.WriteAsync(new UpsertWrite<Setting>(StoreTables.Settings, [row]), CancellationToken.None);
            WriteLedger.Accept(context, 1);
            var outcome = result.Created > 0 ? Outcome.Created : result.Updated > 0 ? Outcome.Updated : Outcome.Unchanged;
            var answer = new SettingResult(id, outcome, result.Version, IsDeriving(kind, outcome, feed));
            return outcome == Outcome.Created ? TypedResults.Created((string?)null, answer) : TypedResults.Ok(answer);
        }, context.RequestAborted);
    }

    private static Task<Results<Ok<SettingResult>, ProblemHttpResult>> DeleteAsync<T>(SettingKind<T> kind, HttpContext context, CurrentSettings settings, GroupWriter writer, FactFeed feed)
        where T : class
    {
        var id = PathId.Of(context);
        return settings.ChangeAsync<Results<Ok<SettingResult>, ProblemHttpResult>>(async () =>
        {
            if (kind == (SettingKind)SettingKinds.Calendars && settings.Current.SlaPolicies.Values.FirstOrDefault(policy => policy.Calendar == id) is { } policy)
                return InUse(id, policy.Id);
            if (kind == (SettingKind)SettingKinds.Attributes && settings.Current.TargetOf(id) is { } target)
                return InUse("attribute_in_use", id, $"The target '{target.Id}' is for one of its values; change or delete it first.");
            if (DryRun.IsAsked(context))
                return kind.Of(settings.Current).ContainsKey(id) ? TypedResults.Ok(Rehearsed(kind, id, Outcome.Deleted, feed)) : NotFound(kind, id);
            // Before the report: no link may open another report that gets its id later.
            foreach (var link in kind == (SettingKind)SettingKinds.Reports ? settings.Current.LinksOf(id).ToList() : [])
                await writer.WriteAsync(new DeleteWrite<Setting>(StoreTables.Settings, SettingKinds.ReportLinks.Address(link.Id)), CancellationToken.None);
            var result = await writer.WriteAsync(new DeleteWrite<Setting>(StoreTables.Settings, kind.Address(id)), CancellationToken.None);
            if (result.Deleted > 0) WriteLedger.Accept(context, 1);
            return result.Deleted > 0
                ? TypedResults.Ok(new SettingResult(id, Outcome.Deleted, result.Version, IsDeriving(kind, Outcome.Deleted, feed)))
                : NotFound(kind, id);
        }, context.RequestAborted);
    }

    private static Outcome WouldBe<T>(T? stored, string body) where T : class =>
        stored is null ? Outcome.Created : SettingKind<T>.Body(stored) == body ? Outcome.Unchanged : Outcome.Updated;

    private static SettingResult Rehearsed(SettingKind kind, string id, Outcome outcome, FactFeed feed) =>
        new(id, outcome, feed.Version, kind.ChangesFacts && outcome != Outcome.Unchanged) { DryRun = true };

    /// <summary>A change of the rules begins to derive when it is committed; said so even if that was done before this is asked.</summary>
    private static bool IsDeriving(SettingKind kind, Outcome outcome, FactFeed feed) =>
        (kind.ChangesFacts && outcome != Outcome.Unchanged) || feed.IsDeriving;

    private static ProblemHttpResult NotFound(SettingKind kind, string id) =>
        ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", $"There is no {kind.Singular} with this id.") { Parameter = "id", Value = id });

    private static ProblemHttpResult InUse(string id, string policy) =>
        InUse("calendar_in_use", id, $"The SLA policy '{policy}' counts in the hours of this calendar; change or delete it first.");

    private static ProblemHttpResult InUse(string code, string id, string message) =>
        ProblemResults.Of(StatusCodes.Status409Conflict, new(code, message) { Parameter = "id", Value = id });
}

/// <param name="Id">Of the setting.</param>
/// <param name="Outcome">created, updated, unchanged or deleted.</param>
/// <param name="Version">At which it is stored.</param>
/// <param name="Deriving">True while facts are derived again in the background; queries see the numbers of the rules before until that is done.</param>
internal sealed record SettingResult(string Id, Outcome Outcome, long Version, bool Deriving)
{
    /// <summary>True when nothing was stored, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }
}
