using KpiApi.GraphQL.Execution;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace KpiApi.GraphQL.Http;

public static class GraphQLEndpoint
{
    /// <summary>Serves GraphQL over HTTP for every method: those that don't fit get their 405 here, with its Allow header.</summary>
    public static IEndpointConventionBuilder MapGraphQL(
        this IEndpointRouteBuilder routes, string pattern, GraphQLExecutor executor, GraphQLHttpOptions? options = null)
    {
        var handler = new GraphQLHandler(executor, options ?? new GraphQLHttpOptions());
        return routes.Map(pattern, handler.HandleAsync);
    }
}
