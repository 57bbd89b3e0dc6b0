using System.Text.Encodings.Web;
using GraphQL;
using GraphQL.Execution;
using GraphQLParser.AST;
using KpiApi.Auth;
using KpiApi.Auth.Policies;
using KpiApi.Configuration;

namespace KpiApi.GraphQL;

/// <summary>/graphql on GraphQL.NET: the types, what it must not do by itself, and the endpoint.</summary>
internal static class GraphQLComposition
{
    /// <summary>Fields that a document may return by the sizes of the pages it asks for, before anything is counted.</summary>
    private const int MaxComplexity = 1_000_000;

    public static void AddKpiGraphQL(this IServiceCollection services)
    {
        // What reflection finds of the types is the same for every service of a process, and the tests start hundreds.
        GlobalSwitches.EnableReflectionCaching = true;
        services.AddSection<GraphQLOptions>(GraphQLOptions.Section);
        services.AddSingleton<IDocumentBuilder, LimitedDocumentBuilder>();
        services.AddSingleton<DocumentCache>();
        services.AddSingleton<SnapshotStrategy>();
        services.AddSingleton<GraphQLPage>();
        services.AddSingleton<GraphQLEndpoint>();
        services.AddGraphQL(graphql => graphql
            .AddSchema<KpiSchema>()
            .AddGraphTypes()
            .AddAutoClrMappings()
            .AddSystemTextJson(json => json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
            .AddErrorInfoProvider<GraphQLErrors>()
            .AddValidationRule<NonNullVariables>(useForCachedDocuments: true)
            .AddComplexityAnalyzer(complexity => complexity.MaxComplexity = MaxComplexity)
            .AddExecutionStrategy(provider => provider.GetRequiredService<SnapshotStrategy>(), OperationType.Query)
            .ConfigureExecution(provider => provider.GetRequiredService<DocumentCache>()));
    }

    public static void MapKpiGraphQL(this WebApplication app) =>
        app.Map("/graphql", app.Services.GetRequiredService<GraphQLEndpoint>().AnswerAsync)
            .RequireAuthorization(ScopeNames.Read).WithMetadata(new OpenPage(GraphQLPage.IsWanted));
}
