using System.Globalization;
using KpiApi.Auth;
using KpiApi.Auth.Policies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KpiApi.OpenApi;

/// <summary>Finds the description of each call by its method and path. A call without one stays bare, and a test says so.</summary>
internal sealed class OperationFilter : IOperationFilter
{
    private static readonly OrderedDictionary<string, Action<Operation>> s_descriptions =
        new(KpiOperations.All.Concat(IngestOperations.All).Concat(SettingOperations.All).Concat(KeyOperations.All).Concat(HealthOperations.All));

    /// <summary>Calls stand in the document as they do in the tables here.</summary>
    public static string Order(ApiDescription call) => s_descriptions.IndexOf(Key(call)).ToString("D4", CultureInfo.InvariantCulture);

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (s_descriptions.TryGetValue(Key(context.ApiDescription), out var describe))
        {
            var described = new Operation(operation, context.Document, type => context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository));
            describe(described);
            if (PolicyComposition.NeededScopes(context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>()) is not Scopes.None and var needed)
                described.Needs(ScopeNames.Of(needed));
        }
    }

    private static string Key(ApiDescription call) => $"{call.HttpMethod} /{call.RelativePath}";
}
