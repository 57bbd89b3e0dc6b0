using Microsoft.AspNetCore.Http;

namespace KpiApi.GraphQL.Http;

/// <summary>What the host gives besides the executor.</summary>
public sealed class GraphQLHttpOptions
{
    /// <summary>Made once a request and given to every resolver that asks for its type: a snapshot of the data, for instance.</summary>
    public Func<HttpContext, object?> Context { get; set; } = _ => null;

    /// <summary>Shown to browsers that come without a query; null for none.</summary>
    public GraphQLPage? Page { get; set; }
}
