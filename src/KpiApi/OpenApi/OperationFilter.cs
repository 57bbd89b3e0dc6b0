using KpiApi.Auth;
using KpiApi.Auth.Policies;
using KpiApi.Auth.Schemes;
using KpiApi.Http.Descriptions;
using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KpiApi.OpenApi;

/// <summary>Writes what the metadata of a route and its groups say into the document, and what follows from the route's policy.</summary>
internal sealed class OperationFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        operation.Parameters = [.. metadata.OfType<ParameterMetadata>().Select(Parameter)];
        operation.RequestBody = metadata.OfType<BodyMetadata>().LastOrDefault() is { } body ? Body(body) : null;
        var answers = new AnswerTable(metadata, type => context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository), context.Document);
        answers.Fail(StatusCodes.Status500InternalServerError, "The program failed; the `traceId` finds it in its log.", "internal_error");
        operation.Security = [];
        var (needed, alternatives) = (PolicyComposition.NeededScopes(metadata.OfType<IAuthorizeData>()), PolicyComposition.AlternativeScopes(metadata.OfType<IAuthorizeData>()));
        if (metadata.OfType<OpenedByLink>().Any())
        {
            operation.Description += "\n\nNo key: the token in the path opens it.";
            answers.Limit();
        }
        else if (needed != Scopes.None || alternatives.Count > 0)
        {
            operation.Security = [.. SecuritySchemes.All.Select(scheme => new OpenApiSecurityRequirement { [new(scheme.Name, context.Document)] = [] })];
            operation.Description += $"\n\nScope: {(alternatives.Count > 0 ? string.Join("; or ", alternatives.Select(Names)) : Names(needed))}.";
            answers.Guard();
        }

        operation.Responses = answers.ToResponses();
    }

    private static string Names(Scopes scopes) => string.Join(" and ", ScopeNames.Of(scopes).Select(scope => $"`{scope}`"));

    /// <summary>Its description stands with the parameter and not with its schema again.</summary>
    private static OpenApiParameter Parameter(ParameterMetadata parameter)
    {
        var described = new OpenApiParameter
        {
            Name = parameter.Name,
            In = parameter.In,
            Required = parameter.IsRequired,
            Description = parameter.Schema.Description,
            // The page at /swagger fills examples in: right for what a call needs, wrong for what it may leave out.
            Example = parameter.IsRequired ? parameter.Schema.Examples?.FirstOrDefault()?.DeepClone() : null,
            Schema = parameter.Schema,
        };
        if (parameter.Schema is OpenApiSchema schema)
        {
            described.Schema = schema = (OpenApiSchema)schema.CreateShallowCopy();
            schema.Description = null;
            if (schema.Type == JsonSchemaType.Array) (described.Style, described.Explode) = (ParameterStyle.Form, true);
        }
        else if (parameter.Schema is OpenApiSchemaReference { Reference.Id: { } component } reference)
        {
            described.Schema = Shapes.Ref(component, null, (string?)reference.Default);
        }

        return described;
    }

    private static OpenApiRequestBody Body(BodyMetadata body) => new()
    {
        Description = body.Description,
        Required = body.IsRequired,
        Content = body.Forms.ToDictionary(form => form.MediaType, IOpenApiMediaType (form) => AnswerTable.Media(form.Schema, form.Examples)),
    };
}
