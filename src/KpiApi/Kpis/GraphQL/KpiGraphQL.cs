using KpiApi.Auth;
using KpiApi.Auth.Policies;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;
using KpiApi.GraphQL;
using KpiApi.GraphQL.Execution;
using KpiApi.GraphQL.Http;
using KpiApi.GraphQL.Schema;
using KpiApi.Hosting.Sections;
using KpiApi.Kpis.Admission;
using KpiApi.Storage;
using KpiApi.Storage.Checking;
using Microsoft.Extensions.Options;

namespace KpiApi.Kpis.GraphQL;

/// <summary>
/// /graphql. All that ties the numbers to the executor stands in this folder; HotChocolate, whose naming the schema follows, could take
/// the executor's place by this file.
/// </summary>
internal static partial class KpiGraphQL
{
    public static GraphQLSchema Schema { get; } = new SchemaBuilder()
        .Context<KpiGraphQLContext>()
        .Service<KpiRunner>()
        .Service<DimensionMenu>()
        .Service<TimelineReader>()
        .Service<FactFeed>()
        .Enum("Metric", MetricCatalogue.All.Select(m => new EnumValue<Metric>(Upper(m.Name), m, m.Definition)), "A row of the catalogue.")
        .Enum("Period", NamedPeriods.Names.Select(n => new EnumValue<PeriodName>(Upper(n), new PeriodName(n))), "A period by its name.")
        .Enum("Interval", Enum.GetValues<BucketInterval>().Select(i => new EnumValue<BucketInterval>(Upper(BucketIntervalNames.Name(i)), i)), "How a period is cut; the last three fold.")
        .Query(typeof(KpiQueries))
        .Build();

    public static void AddKpiGraphQL(this IServiceCollection services)
    {
        services.AddSection<GraphQLOptions>("GraphQL");
        services.AddOptions<GraphQLOptions>().Configure<ILoggerFactory>((options, loggers) =>
        {
            var logger = loggers.CreateLogger(typeof(KpiGraphQL).FullName!);
            // Not the path: the caller wrote its names.
            options.OnInternalError = (failure, _) => Log.Failed(logger, failure);
        });
    }

    public static void MapKpiGraphQL(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<GraphQLOptions>>().Value;
        app.MapGraphQL("/graphql", new GraphQLExecutor(Schema, options), new GraphQLHttpOptions
        {
            Context = http => new KpiGraphQLContext(
                http.RequestServices.GetRequiredService<FactWriter>(), http.RequestServices.GetRequiredService<VersionWaits>(),
                http.RequestServices.GetRequiredService<QueryAdmission>(), http.RequestServices.GetRequiredService<StoreReadiness>(),
                http.RequestServices.GetRequiredService<StoreDamage>(), http.RequestServices.GetRequiredService<TimeProvider>(), http.User),
            Page = new GraphQLPage("KpiApi", s_examples),
        }).RequireAuthorization(ScopeNames.Read).WithMetadata(new OpenPage(GraphQLPage.IsWanted));
    }

    private static readonly GraphQLExample[] s_examples =
    [
        new("Headline", """
            {
              kpis(input: {metrics: [{metric: CSAT}, {metric: FIRST_RESPONSE_TIME, statistic: MEDIAN}, {metric: TICKETS_CREATED}], compare: "previous_period", include: [TARGET]}) {
                from to
                totals { metric value count previous changePercent target { value status } }
              }
            }
            """),
        new("Daily, by channel", """
            {
              kpis(input: {metrics: [{metric: TICKETS_CREATED}, {metric: TICKETS_RESOLVED}, {metric: OPEN_TICKETS}], period: LAST_7_DAYS, interval: DAY, groupBy: [CHANNEL]}) {
                rows { time keys { dimension value } values { metric value } }
              }
            }
            """),
        new("Slowest answers, ticket by ticket", """
            query Slow($first: Int = 20) {
              quick: kpis(input: {metrics: [{metric: FIRST_RESPONSE_TIME, percentile: 90}], groupBy: [AGENT], orderBy: ["-first_response_time:p90"], limit: 5}) {
                rows { keys { value } values { value count } }
              }
              records(input: {metric: FIRST_RESPONSE_TIME}, first: $first) { nodes { ticket at value } pageInfo { hasNextPage endCursor } }
            }
            """),
    ];

    private static string Upper(string name) => name.ToUpperInvariant();

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Resolving a field failed")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}
