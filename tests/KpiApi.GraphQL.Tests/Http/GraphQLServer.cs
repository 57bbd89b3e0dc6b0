using KpiApi.GraphQL.Execution;
using KpiApi.GraphQL.Http;
using KpiApi.GraphQL.Tests.Zoo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiApi.GraphQL.Tests.Http;

/// <summary>The zoo behind Kestrel on a port of its own.</summary>
internal sealed class GraphQLServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private GraphQLServer(WebApplication app, GraphQLExecutor executor)
    {
        this.app = app;
        Executor = executor;
        Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/graphql";
        Client = new HttpClient(new SocketsHttpHandler(), disposeHandler: true);
    }

    public GraphQLExecutor Executor { get; }

    public string Url { get; }

    public HttpClient Client { get; }

    public static async Task<GraphQLServer> StartAsync(GraphQLOptions? options = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var executor = new GraphQLExecutor(ZooSchema.Schema, options);
        var page = new GraphQLPage("The zoo", [new GraphQLExample("Hello </script>", "{ hello }")]);
        app.MapGraphQL("/graphql", executor, new GraphQLHttpOptions { Page = page });
        await app.StartAsync();
        return new GraphQLServer(app, executor);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}
