using System.Net.Mime;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

/// <summary>Writes what is known of one call into its place in the document.</summary>
internal sealed class Operation(OpenApiOperation operation, OpenApiDocument document, Func<Type, IOpenApiSchema> schemaOf)
{
    public Operation Is(string id, string tag, string summary, string description)
    {
        (operation.OperationId, operation.Summary, operation.Description) = (id, summary, description);
        operation.Tags = new HashSet<OpenApiTagReference> { new(tag, document) };
        operation.Parameters = [];
        operation.Responses = [];
        return this;
    }

    /// <summary>Its description stands with the parameter and not with its schema again.</summary>
    public Operation Parameter(OpenApiParameter parameter, OpenApiSchema schema)
    {
        (parameter.Schema, parameter.Description, schema.Description) = (schema, schema.Description, null);
        // The page at /swagger fills examples in: right for what a call needs, wrong for what it may leave out.
        parameter.Example = parameter.Required ? schema.Examples?.FirstOrDefault()?.DeepClone() : null;
        operation.Parameters!.Add(parameter);
        return this;
    }

    public Operation InPath(string name, OpenApiSchema schema) =>
        Parameter(new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true }, schema);

    public Operation InQuery(string name, OpenApiSchema schema) =>
        Parameter(new OpenApiParameter { Name = name, In = ParameterLocation.Query }, schema);

    public Operation Takes(string description, params (string MediaType, IOpenApiSchema Schema, (string Name, JsonNode Value)[] Examples)[] bodies)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = description,
            Required = true,
            Content = bodies.ToDictionary(b => b.MediaType, IOpenApiMediaType (b) => Media(b.Schema, b.Examples)),
        };
        return this;
    }

    public Operation Answers(int status, string description, IOpenApiSchema schema, params (string Name, JsonNode Value)[] examples) =>
        Answers(status, description, MediaTypeNames.Application.Json, schema, examples);

    /// <summary>An answer whose shape the serializer knows.</summary>
    public Operation Answers<T>(int status, string description, params (string Name, JsonNode Value)[] examples) =>
        Answers(status, description, schemaOf(typeof(T)), examples);

    /// <param name="status">HTTP.</param>
    /// <param name="description">Of the answer; the codes are added.</param>
    /// <param name="codes">That its errors can have.</param>
    /// <param name="example">The whole body.</param>
    public Operation Fails(int status, string description, string[] codes, JsonNode? example = null)
    {
        var text = codes.Length == 0 ? description : $"{description} Codes: {string.Join(", ", codes.Select(c => $"`{c}`"))}.";
        return Answers(status, text, MediaTypeNames.Application.ProblemJson, Component("Problem"), example is null ? [] : [("problem", example)]);
    }

    /// <summary>What a caller has to hold, and what those hear who do not.</summary>
    public Operation Needs(IReadOnlyList<string> scopes)
    {
        operation.Security = [.. SecuritySchemes.All.Select(scheme => new OpenApiSecurityRequirement { [new(scheme.Name, document)] = [.. scopes] })];
        var names = string.Join(" and ", scopes.Select(scope => $"`{scope}`"));
        return Fails(401, "No key, or one that is not good; `WWW-Authenticate` says how to send one.", ["key_missing", "key_unknown", "key_expired"])
            .Fails(403, $"The key lacks a scope. Needed: {names}; `read:agents`, too, wherever agents are asked for.", ["scope_missing", "no_key_set"])
            .Fails(429, "Too many requests, or too many of them wait for their turn; `Retry-After` and `RateLimit-Reset` say when to go on.", ["too_many_requests", "too_many_queries", "too_many_waits"]);
    }

    public IOpenApiSchema Component(string name) => new OpenApiSchemaReference(name, document);

    private Operation Answers(int status, string description, string mediaType, IOpenApiSchema schema, (string Name, JsonNode Value)[] examples)
    {
        operation.Responses!.Add(status.ToString(System.Globalization.CultureInfo.InvariantCulture), new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, IOpenApiMediaType> { [mediaType] = Media(schema, examples) },
        });
        return this;
    }

    private static OpenApiMediaType Media(IOpenApiSchema schema, (string Name, JsonNode Value)[] examples) => examples.Length == 0
        ? new() { Schema = schema }
        : new() { Schema = schema, Examples = examples.ToDictionary(e => e.Name, IOpenApiExample (e) => new OpenApiExample { Value = e.Value }) };
}
