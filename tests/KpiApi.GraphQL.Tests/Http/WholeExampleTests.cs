using System.Net.Http.Json;
using KpiApi.GraphQL.Execution;
using KpiApi.GraphQL.Http;
using KpiApi.GraphQL.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiApi.GraphQL.Tests.Http;

/// <summary>Everything a host declares, in one place: read it before the README.</summary>
public sealed class WholeExampleTests
{
    [Fact]
    public async Task Host_with_runtime_enum_input_context_and_service_answers_over_http()
    {
        var metrics = new[] { new Metric("csat", "Share of happy surveys."), new Metric("first_response_time", "Until the first answer.") };
        var schema = new SchemaBuilder()
            .Enum("Metric", metrics.Select(metric => new EnumValue<Metric>(metric.Name.ToUpperInvariant(), metric, metric.Title)), "What can be measured.")
            .Context<Snapshot>()
            .Service<Target>()
            .Query(typeof(KpiQueries))
            .Extend<Kpi>(typeof(KpiFields))
            .Build();
        var executor = new GraphQLExecutor(schema, new GraphQLOptions { MaxAliases = 50 });

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(new Target(80));
        await using var app = builder.Build();
        var version = 0;
        app.MapGraphQL("/graphql", executor, new GraphQLHttpOptions
        {
            Context = _ => new Snapshot(++version),
            Page = new GraphQLPage("KPIs", [new GraphQLExample("Two at once", "{ kpis(input: {metrics: [CSAT]}) { value } }")]),
        });
        await app.StartAsync();

        const string query = """
            query Two($input: KpiInput!) {
              good: kpis(input: $input) { metric value target version }
              bad: kpis(input: {metrics: []}) { value }
              records(first: 1) { edges { node cursor } pageInfo { hasNextPage } }
            }
            """;
        var variables = new { input = new { metrics = new[] { "CSAT" }, interval = "DAY" } };
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var client = new HttpClient(new SocketsHttpHandler(), disposeHandler: true);
        using var response = await client.PostAsJsonAsync(new Uri(url + "/graphql"), new { query, variables });
        Assert.Equal(
            """{"data":{"good":[{"metric":"CSAT","value":83.3333,"target":80,"version":1}],"bad":null"""
            + ""","records":{"edges":[{"node":"T-1","cursor":"1"}],"pageInfo":{"hasNextPage":true}}}"""
            + ""","errors":[{"message":"At least one metric is needed.","locations":[{"line":3,"column":3}],"path":["bad"],"extensions":{"code":"no_metric","parameter":"metrics"}}]}""",
            await response.Content.ReadAsStringAsync());
    }

    /// <summary>Known only at run time: an enum value to clients, this record to resolvers.</summary>
    public sealed record Metric(string Name, string Title);

    public sealed record Snapshot(int Version);

    public sealed record Target(decimal Value);

    public enum Interval
    {
        None,
        Day,
    }

    public sealed record KpiInput(IReadOnlyList<Metric> Metrics, Interval Interval = Interval.None);

    public sealed record Kpi(Metric Metric, decimal? Value);

    public sealed record Connection<T>(IReadOnlyList<Edge<T>> Edges, PageInfo PageInfo)
        where T : notnull;

    public sealed record Edge<T>(T Node, string Cursor)
        where T : notnull;

    public sealed record PageInfo(bool HasNextPage);

    public static class KpiQueries
    {
        /// <summary>The numbers of some metrics.</summary>
        public static IReadOnlyList<Kpi>? GetKpis(KpiInput input) => input.Metrics.Count > 0
            ? [.. input.Metrics.Select(metric => new Kpi(metric, 83.3333m))]
            : throw new GraphQLException("no_metric", "At least one metric is needed.", new Dictionary<string, object?> { ["parameter"] = "metrics" });

        public static async Task<Connection<string>> GetRecordsAsync(int first, CancellationToken cancellation)
        {
            await Task.Delay(1, cancellation);
            return new Connection<string>([.. Enumerable.Range(1, first).Select(number => new Edge<string>($"T-{number}", $"{number}"))], new PageInfo(true));
        }
    }

    public static class KpiFields
    {
        public static decimal GetTarget(Kpi kpi, Target target) => kpi.Value is null ? 0 : target.Value;

        public static int GetVersion(Kpi kpi, Snapshot snapshot) => kpi.Value is null ? 0 : snapshot.Version;
    }
}
