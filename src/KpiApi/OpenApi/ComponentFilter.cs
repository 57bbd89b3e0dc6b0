using System.Globalization;
using KpiApi.Alerts;
using KpiApi.Auth.Keys;
using KpiApi.Hooks;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Ingest;
using KpiApi.Ingest.Contracts;
using KpiApi.Kpis.Endpoints;
using KpiApi.Reports;
using KpiApi.Settings;
using KpiApi.Webhooks;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KpiApi.OpenApi;

/// <summary>The schemas of what the serializer does not write, the headers that calls share, and the groups that calls belong to.</summary>
internal sealed class ComponentFilter : IDocumentFilter
{
    private static IEnumerable<(string Name, OpenApiSchema Schema)> All =>
    [
        .. ContractShapes.Of(TicketContract.Contract), .. ContractShapes.Of(EventContract.Contract), .. ContractShapes.Of(SurveyContract.Contract),
        .. ContractShapes.Of(AgentContract.Contract), .. ContractShapes.Of(AccountContract.Contract), .. ContractShapes.Of(ShiftContract.Contract),
        .. ContractShapes.Of(CostContract.Contract), ContractShapes.OnErrorChoice, MixedShapes.Body, .. SettingShapes.All, .. KeyBodies.All, (ReportLinkEndpoints.BodyComponent, ReportLinkEndpoints.Body), (HookSettingEndpoints.BodyComponent, HookSettingEndpoints.Body), .. WebhookShapes.All, .. AlertShapes.All, .. KpiShapes.All,
        .. DriverShapes.All, .. ProblemShapes.All,
    ];

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        swaggerDoc.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = Tags.Kpis, Description = "Ask for numbers, and for what stands behind them." },
            new() { Name = Tags.Ingest, Description = "Tell what happened. Everything is an upsert by id, so every call can be repeated safely, in any order." },
            new() { Name = Tags.Settings, Description = "Say what counts as office hours, what was promised, and what is aimed at." },
            new() { Name = Tags.Alerts, Description = "What is reported without being asked for, and where it is sent." },
            new() { Name = Tags.Keys, Description = "Say who may do what." },
            new() { Name = Tags.Health, Description = "For probes, and for who looks after the service." },
        };
        var schemas = new SortedDictionary<string, IOpenApiSchema>(swaggerDoc.Components!.Schemas ?? new Dictionary<string, IOpenApiSchema>(), StringComparer.Ordinal);
        // The serializer's own come first: an enum that answers carry is the one that items carry.
        foreach (var (name, schema) in All) schemas.TryAdd(name, schema);
        swaggerDoc.Components.Schemas = schemas;
        swaggerDoc.Components.Headers = AnswerHeaderShapes.All;
        swaggerDoc.Components.Responses = new SortedDictionary<string, IOpenApiResponse>(StringComparer.Ordinal);
        foreach (var failures in Failures(swaggerDoc).GroupBy(failure => failure.Status, StringComparer.Ordinal)) Share(swaggerDoc, failures);
    }

    /// <summary>Of the failures with one status, those that are the same at most calls are described once.</summary>
    private static void Share(OpenApiDocument document, IGrouping<string, (string Status, string Text, OpenApiResponses Responses)> failures)
    {
        var alike = failures.GroupBy(failure => failure.Text, StringComparer.Ordinal).MaxBy(group => group.Count())!;
        if (alike.Count() == 1) return;
        var name = string.Concat(Problems.TitleOf(int.Parse(failures.Key, CultureInfo.InvariantCulture)).Where(char.IsLetter));
        document.Components!.Responses![name] = alike.First().Responses[failures.Key];
        foreach (var (status, _, responses) in alike) responses[status] = new OpenApiResponseReference(name, document);
    }

    private static IEnumerable<(string Status, string Text, OpenApiResponses Responses)> Failures(OpenApiDocument document) =>
        from call in document.Paths.Values.SelectMany(path => path.Operations!.Values)
        from response in call.Responses!
        where response.Key[0] is '4' or '5'
        select (response.Key, Text(response.Value), call.Responses!);

    private static string Text(IOpenApiResponse response)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        response.SerializeAsV31(new OpenApiJsonWriter(writer));
        return writer.ToString();
    }
}
