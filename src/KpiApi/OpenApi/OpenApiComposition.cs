using System.Reflection;
using GraphQL;
using KpiApi.Alerts;
using KpiApi.Auth.Keys;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Model;
using KpiApi.Engine.Results;
using KpiApi.Hooks;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using KpiApi.Ingest;
using KpiApi.Ingest.Contracts;
using KpiApi.Kpis.Endpoints;
using KpiApi.Reports;
using KpiApi.Settings;
using KpiApi.Webhooks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

/// <summary>The document at /openapi/v1.json, and the page at /swagger that shows it. Both come from this process alone.</summary>
internal static class OpenApiComposition
{
    private const string Description = """
        Metrics of customer service from tickets, their events and surveys: first response and resolution times, backlog, CSAT, NPS, CES,
        by agent, team, channel, reason and time.

        Post what happened under **Ingest**, ask under **KPIs**. Instants need an offset; unknown members and parameters are errors.
        """;

    private static readonly Dictionary<Type, string> s_names = new()
    {
        [typeof(BatchReport)] = "BatchResult",
        [typeof(MixedReport)] = "MixedBatchResult",
        [typeof(CalendarSetting)] = "Calendar",
        [typeof(SlaPolicySetting)] = "SlaPolicy",
        [typeof(TargetSetting)] = "Target",
        [typeof(ReportSetting)] = "Report",
        [typeof(ReportLinkItem)] = "ReportLink",
        [typeof(HookItem)] = "Hook",
        [typeof(RejectionItem)] = "HookRejection",
        [typeof(AlertItem)] = "Alert",
        [typeof(AlertEventItem)] = "AlertEvent",
        [typeof(WebhookItem)] = "Webhook",
        [typeof(WebhookItemState)] = "WebhookState",
        [typeof(DeliveryItem)] = "WebhookDelivery",
        [typeof(DeliveryItemState)] = "WebhookDeliveryState",
        [typeof(KeyItem)] = "Key",
        [typeof(TicketListItem)] = "ListedTicket",
        [typeof(TicketEvent)] = "Event",
    };

    /// <summary>What is read back is described as what is written.</summary>
    private static readonly (Type Type, string Component)[] s_resources =
    [
        (typeof(Ticket), ContractShapes.NameOf(TicketContract.Contract)), (typeof(TicketEvent), ContractShapes.NameOf(EventContract.Contract)),
        (typeof(Survey), ContractShapes.NameOf(SurveyContract.Contract)), (typeof(Agent), ContractShapes.NameOf(AgentContract.Contract)),
        (typeof(Account), ContractShapes.NameOf(AccountContract.Contract)), (typeof(Shift), ContractShapes.NameOf(ShiftContract.Contract)),
        (typeof(Cost), ContractShapes.NameOf(CostContract.Contract)),
    ];

    public static void AddKpiOpenApi(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSingleton<OpenApiDocumentText>();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "KpiApi",
                Version = "v1",
                Description = Description,
                License = new OpenApiLicense { Name = "MIT", Url = new Uri("https://opensource.org/license/mit") },
            });
            // Where the document is served.
            options.AddServer(new OpenApiServer { Url = "/" });
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            // As they are mapped.
            options.OrderActionsBy(_ => "");
            options.CustomSchemaIds(SchemaId);
            // What the service writes by hand is described by hand.
            options.MapType<KpiResult>(() => Shapes.Ref(KpiShapes.Result));
            options.MapType<Record>(() => Shapes.Ref(KpiShapes.Record));
            foreach (var (type, component) in s_resources) options.MapType(type, () => Shapes.Ref(component));
            options.MapType<AlertWhen>(() => Shapes.Ref(AlertShapes.When));
            options.MapType<SpecialDay>(() => Shapes.Ref(SettingShapes.Holiday));
            options.MapType<RequestError>(() => Shapes.Ref(ProblemShapes.Error));
            options.MapType<ProblemDetails>(() => Shapes.Ref(ProblemShapes.Problem));
            options.SchemaFilter<SchemaFilter>();
            foreach (var (name, scheme) in SecuritySchemes.All) options.AddSecurityDefinition(name, scheme);
            options.OperationFilter<OperationFilter>();
            options.DocumentFilter<ComponentFilter>();
        });
    }

    /// <summary>The name that GraphQL gives the same; CatalogueEntryList instead of CatalogueEntryItemList.</summary>
    private static string SchemaId(Type type) => type switch
    {
        { IsGenericType: true } => SchemaId(type.GetGenericArguments()[0]) + "List",
        _ when s_names.TryGetValue(type, out var name) => name,
        _ => type.GetCustomAttribute<NameAttribute>()?.Name ?? type.Name,
    };

    public static void UseKpiOpenApi(this WebApplication app) => app.UseWhen(IsWanted, pages =>
    {
        pages.Use(app.Services.GetRequiredService<OpenApiDocumentText>().AnswerAsync);
        pages.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "swagger";
            // Relative, so that it is found behind a proxy's path too.
            options.SwaggerEndpoint("../openapi/v1.json", "KpiApi v1");
            options.DocumentTitle = "KpiApi";
            options.EnableDeepLinking();
            options.DisplayOperationId();
            options.DefaultModelsExpandDepth(0);
        });
    });

    /// <summary>Numbers do not wait for both to compare the path with their own.</summary>
    private static bool IsWanted(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase);
}
