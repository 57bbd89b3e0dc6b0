using System.Text.Json;

namespace KpiApi.GraphQL.Execution;

/// <summary>One request, as the HTTP handler or a test makes it.</summary>
public sealed record GraphQLRequest
{
    /// <summary>The document; may be missing when <see cref="PersistedHash"/> names one that is known.</summary>
    public string? Query { get; init; }

    public string? OperationName { get; init; }

    /// <summary>A JSON object, or nothing.</summary>
    public JsonElement Variables { get; init; }

    /// <summary>SHA-256 of the document in lower-case hexadecimal digits.</summary>
    public string? PersistedHash { get; init; }

    /// <summary>True for GET, which must not change anything.</summary>
    public bool QueriesOnly { get; init; }

    /// <summary>Given to resolvers that ask for its type; shared by all fields of the request.</summary>
    public object? Context { get; init; }

    public IServiceProvider? Services { get; init; }
}
