using KpiApi.Ingest;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KpiApi.OpenApi;

/// <summary>The schemas that calls share, and the groups that calls belong to.</summary>
internal sealed class ComponentFilter : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        swaggerDoc.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = Tags.Kpis, Description = "Ask for numbers, and for what stands behind them." },
            new() { Name = Tags.Ingest, Description = "Tell what happened. Everything is an upsert by id, so every call can be repeated safely, in any order." },
            new() { Name = Tags.Settings, Description = "Say what counts as office hours, what was promised, and what is aimed at." },
            new() { Name = Tags.Keys, Description = "Say who may do what." },
            new() { Name = Tags.Health, Description = "For probes, and for who looks after the service." },
        };
        var schemas = swaggerDoc.Components!.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        schemas["Ticket"] = ContractShapes.Schema(TicketContract.Contract);
        schemas["Event"] = ContractShapes.Schema(EventContract.Contract);
        schemas["Survey"] = ContractShapes.Schema(SurveyContract.Contract);
        schemas["Agent"] = ContractShapes.Schema(AgentContract.Contract);
        schemas["Account"] = ContractShapes.Schema(AccountContract.Contract);
        schemas["Shift"] = ContractShapes.Schema(ShiftContract.Contract);
        schemas["Cost"] = ContractShapes.Schema(CostContract.Contract);
        schemas["Calendar"] = SettingShapes.Calendar();
        schemas["SlaPolicy"] = SettingShapes.SlaPolicy();
        schemas["Target"] = SettingShapes.Target();
        schemas["BatchResult"] = IngestShapes.BatchResult();
        schemas["ItemResult"] = IngestShapes.ItemResult();
        schemas["KpiRequest"] = KpiShapes.Request();
        schemas["KpiResult"] = KpiShapes.Result(new OpenApiSchemaReference("KpiValue", swaggerDoc));
        schemas["KpiValue"] = KpiShapes.Value();
        schemas["Problem"] = ProblemShapes.Problem();
        swaggerDoc.Components.Schemas = new SortedDictionary<string, IOpenApiSchema>(schemas, StringComparer.Ordinal);
    }
}

internal static class Tags
{
    public const string Kpis = "KPIs";
    public const string Ingest = "Ingest";
    public const string Settings = "Settings";
    public const string Keys = "Keys";
    public const string Health = "Health";
}
