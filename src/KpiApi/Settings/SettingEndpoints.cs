using System.Net.Mime;
using KpiApi.Auth;
using KpiApi.Hosting;
using KpiApi.Hosting.Limits;
using KpiApi.Ingest;
using KpiApi.Kpis;
using KpiApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Settings;

/// <summary>Calendars, SLA policies and targets over HTTP.</summary>
internal static class SettingEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder app)
    {
        var reading = app.MapGroup("/v1").AnswersJson().RequireAuthorization(ScopeNames.Read);
        var writing = app.MapGroup("/v1").AnswersJson().RequireAuthorization(ScopeNames.Admin);
        Map(reading, writing, SettingKinds.Calendars);
        Map(reading, writing, SettingKinds.SlaPolicies);
        Map(reading, writing, SettingKinds.Targets);
    }

    private static void Map<T>(RouteGroupBuilder reading, RouteGroupBuilder writing, SettingKind<T> kind) where T : class
    {
        var (all, one) = ($"/{kind.Name}", $"/{kind.Name}/{{id}}");
        reading.MapGet(all, (HttpContext context, CurrentSettings settings) =>
            (IResult)TypedResults.Ok(new ItemList<T>([.. kind.Of(settings.Current).Values.Where(setting => IsVisible(kind, setting, context))], null)))
            .Produces<ItemList<T>>().TakesNoParameters();
        reading.MapGet(one, (HttpContext context, CurrentSettings settings) => Find(kind, context, settings)).TakesNoParameters();
        writing.MapPut(one, (HttpContext context, CurrentSettings settings, GroupWriter writer, FactFeed feed) => PutAsync(kind, context, settings, writer, feed)).TakesNoParameters()
            .WithBodyLimit(limits => limits.MaxSmallBodyBytes);
        writing.MapDelete(one, (HttpContext context, CurrentSettings settings, GroupWriter writer, FactFeed feed) => DeleteAsync(kind, context, settings, writer, feed)).TakesNoParameters();
    }

    private static IResult Find<T>(SettingKind<T> kind, HttpContext context, CurrentSettings settings) where T : class
    {
        var id = ItemEndpoints.PathId(context);
        return kind.Of(settings.Current).TryGetValue(id, out var setting) && IsVisible(kind, setting, context) ? TypedResults.Ok(setting) : NotFound(kind, id);
    }

    private static bool IsVisible<T>(SettingKind<T> kind, T setting, HttpContext context) where T : class =>
        context.User.Holds(Scopes.ReadAgents) || !kind.NamesAgent(setting);

    private static async Task<IResult> PutAsync<T>(SettingKind<T> kind, HttpContext context, CurrentSettings settings, GroupWriter writer, FactFeed feed)
        where T : class
    {
        if (MediaTypes.Of(context.Request) is not MediaTypeNames.Application.Json) return MediaTypes.Unsupported(MediaTypeNames.Application.Json);
        var body = await WholeBody.ReadAsync(context.Request, context.Limits().MaxSmallBodyBytes, context.RequestAborted);
        using var json = JsonBody.Parse(body, context.Limits());
        var id = ItemEndpoints.PathId(context);
        return await ChangeAsync(settings, async () =>
        {
            var errors = new List<RequestError>();
            if (JsonBody.Texts(() => kind.Read(json.RootElement, id, settings.Current, errors)) is not { } setting)
                return ProblemResults.Of(StatusCodes.Status422UnprocessableEntity, "invalid_item", errors[0].Message, errors);
            var row = new Setting(kind.Address(id), SettingKind<T>.Body(setting));
            var result = await writer.WriteAsync(new UpsertWrite<Setting>(StoreTables.Settings, [row]), CancellationToken.None);
            WriteLedger.Accept(context, 1);
            var outcome = result.Created > 0 ? Outcome.Created : result.Updated > 0 ? Outcome.Updated : Outcome.Unchanged;
            var answer = new SettingResult(id, outcome, result.Version, IsDeriving(kind, outcome, feed));
            return outcome == Outcome.Created ? TypedResults.Created((string?)null, answer) : TypedResults.Ok(answer);
        }, context.RequestAborted);
    }

    private static Task<IResult> DeleteAsync<T>(SettingKind<T> kind, HttpContext context, CurrentSettings settings, GroupWriter writer, FactFeed feed)
        where T : class
    {
        var id = ItemEndpoints.PathId(context);
        return ChangeAsync(settings, async () =>
        {
            if (kind == (SettingKind)SettingKinds.Calendars && settings.Current.SlaPolicies.Values.FirstOrDefault(policy => policy.Calendar == id) is { } policy)
                return InUse(id, policy.Id);
            var result = await writer.WriteAsync(new DeleteWrite<Setting>(StoreTables.Settings, kind.Address(id)), CancellationToken.None);
            if (result.Deleted > 0) WriteLedger.Accept(context, 1);
            return result.Deleted > 0
                ? TypedResults.Ok(new SettingResult(id, Outcome.Deleted, result.Version, IsDeriving(kind, Outcome.Deleted, feed)))
                : NotFound(kind, id);
        }, context.RequestAborted);
    }

    private static async Task<IResult> ChangeAsync(CurrentSettings settings, Func<Task<IResult>> change, CancellationToken cancel)
    {
        await settings.OneChange.WaitAsync(cancel);
        try
        {
            return await change();
        }
        finally
        {
            settings.OneChange.Release();
        }
    }

    /// <summary>A change of the rules begins to derive when it is committed; said so even if that was done before this is asked.</summary>
    private static bool IsDeriving(SettingKind kind, Outcome outcome, FactFeed feed) =>
        (kind.ChangesFacts && outcome != Outcome.Unchanged) || feed.IsDeriving;

    private static ProblemHttpResult NotFound(SettingKind kind, string id) =>
        ProblemResults.Of(StatusCodes.Status404NotFound, new("not_found", $"There is no {kind.Singular} with this id.") { Parameter = "id", Value = id });

    private static ProblemHttpResult InUse(string id, string policy) => ProblemResults.Of(
        StatusCodes.Status409Conflict,
        new("calendar_in_use", $"The SLA policy '{policy}' counts in the hours of this calendar; change or delete it first.") { Parameter = "id", Value = id });
}

/// <param name="Id">Of the setting.</param>
/// <param name="Outcome">created, updated, unchanged or deleted.</param>
/// <param name="Version">At which it is stored.</param>
/// <param name="Deriving">True while facts are derived again in the background; queries see the numbers of the rules before until that is done.</param>
internal sealed record SettingResult(string Id, Outcome Outcome, long Version, bool Deriving);
