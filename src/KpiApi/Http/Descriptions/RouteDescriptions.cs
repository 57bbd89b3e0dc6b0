using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace KpiApi.Http.Descriptions;

/// <summary>
/// Says at a route, or at a group of routes, what minimal APIs cannot infer, because handlers read parameters and bodies themselves.
/// What ASP.NET Core has metadata for is said by that: names, summaries, tags, types of answers.
/// </summary>
internal static class RouteDescriptions
{
    /// <summary>A parameter of the path.</summary>
    public static T TakesPath<T>(this T routes, string name, IOpenApiSchema schema) where T : IEndpointConventionBuilder =>
        routes.WithMetadata(new ParameterMetadata(name, ParameterLocation.Path, schema, IsRequired: true));

    public static T TakesQuery<T>(this T routes, string name, IOpenApiSchema schema, bool isRequired = false) where T : IEndpointConventionBuilder =>
        routes.WithMetadata(new ParameterMetadata(name, ParameterLocation.Query, schema, isRequired));

    public static T TakesQuery<T>(this T routes, IEnumerable<(string Name, IOpenApiSchema Schema)> parameters) where T : IEndpointConventionBuilder
    {
        foreach (var (name, schema) in parameters) routes.TakesQuery(name, schema, isRequired: name == "metrics");
        return routes;
    }

    /// <summary>Not by Accepts&lt;T&gt;, which also makes routing refuse other media types, before the handler can say which there are.</summary>
    public static T TakesBody<T>(this T routes, string description, params BodyForm[] forms) where T : IEndpointConventionBuilder =>
        routes.WithMetadata(new BodyMetadata(description, IsRequired: true, forms));

    public static T MayTakeBody<T>(this T routes, string description, params BodyForm[] forms) where T : IEndpointConventionBuilder =>
        routes.WithMetadata(new BodyMetadata(description, IsRequired: false, forms));

    /// <summary>What an answer of <c>Produces</c> means.</summary>
    public static T Explains<T>(this T routes, int status, string description, params (string Name, JsonNode Value)[] examples) where T : IEndpointConventionBuilder =>
        routes.WithMetadata(new AnswerMetadata(status, description, [], examples));

    /// <param name="description">Of the answer; a route's own comes before its group's.</param>
    /// <param name="codes">That its errors can have, beside those of the group.</param>
    public static T Fails<T>(this T routes, int status, string description, params string[] codes) where T : IEndpointConventionBuilder =>
        routes.ProducesProblem(status).WithMetadata(new AnswerMetadata(status, description, codes, []));

    /// <summary>Its problems have members of their own.</summary>
    public static T FailsAs<T>(this T routes, string component, params int[] statuses) where T : IEndpointConventionBuilder =>
        routes.WithMetadata(new ProblemMetadata(component, statuses));

    /// <summary>An example of a problem.</summary>
    public static T FailsLike<T>(this T routes, int status, JsonNode problem) where T : IEndpointConventionBuilder =>
        routes.WithMetadata(new AnswerMetadata(status, null, [], [("problem", problem)]));

    public static T SendsHeader<T>(this T routes, string name, params int[] statuses) where T : IEndpointConventionBuilder =>
        routes.WithMetadata(new HeaderMetadata(name, statuses));

    /// <summary>What all that ask the database can answer.</summary>
    public static T ReadsStore<T>(this T routes) where T : IEndpointConventionBuilder => routes
        .Fails(StatusCodes.Status500InternalServerError, "The program failed, or the database is damaged.", "store_damaged")
        .Fails(StatusCodes.Status503ServiceUnavailable, "The store is away; `Retry-After` says when to try again.", "store_unavailable");

    /// <summary>What all that change the store can answer.</summary>
    public static T WritesStore<T>(this T routes) where T : IEndpointConventionBuilder => routes
        .Fails(StatusCodes.Status500InternalServerError, "The program failed, or the database is damaged; sending it again is of no use.", "store_damaged")
        .Fails(StatusCodes.Status503ServiceUnavailable, "The store is away, or too much waits for it; `Retry-After` says when to try again. Sending all of it again does no harm.",
            "store_unavailable", "store_busy");
}

internal sealed record ParameterMetadata(string Name, ParameterLocation In, IOpenApiSchema Schema, bool IsRequired);

internal sealed record BodyMetadata(string Description, bool IsRequired, IReadOnlyList<BodyForm> Forms);

/// <param name="Schema">Often a component of the document.</param>
internal sealed record BodyForm(string MediaType, IOpenApiSchema Schema, params IReadOnlyList<(string Name, JsonNode Value)> Examples);

/// <param name="Description">Null where another says it.</param>
internal sealed record AnswerMetadata(int Status, string? Description, IReadOnlyList<string> Codes, IReadOnlyList<(string Name, JsonNode Value)> Examples);

internal sealed record ProblemMetadata(string Component, IReadOnlyList<int> Statuses);

internal sealed record HeaderMetadata(string Name, IReadOnlyList<int> Statuses);
