using System.ComponentModel;
using GraphQL;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Sql;
using KpiApi.Http.Descriptions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Kpis.Endpoints;

/// <summary>A metric as SQL over the facts that leave.</summary>
internal static class MetricSqlEndpoint
{
    /// <summary>Parameters of a query that are part of the statement.</summary>
    private static readonly string[] s_parameters = ["interval", "groupBy", "timeZone", "weekStart", "hours", "allowUnknown"];

    public static void Map(RouteGroupBuilder v1) => v1.MapGet("/metrics/{name}/sql", Find)
        .WithName("getMetricSql")
        .WithSummary("A metric as SQL")
        .WithDescription(
            "The statement, in DuckDB's dialect, that computes the metric from the tables of `/v1/facts`. `$from` and `$to` are parameters of it, and `$as_of`, the moment of asking, "
            + "where a number depends on that. Its columns are the bucket (`date`, or `time`), the dimensions, `value` and `count`, in full precision; a bucket or group without data has no row.")
        .TakesPath("name", Shapes.Text("A metric, with a statistic if it has some.", "first_response_time:p90"))
        .TakesQuery(KpiParameters.All.Where(p => s_parameters.Contains(p.Name) || KpiParameters.IsFilter(p.Name)))
        .Explains(StatusCodes.Status200OK, "The statement, its parameters, and the tables that it reads.")
        .Fails(StatusCodes.Status400BadRequest, "Everything that is wrong with the query, at once.", KpiEndpoints.Codes)
        .Fails(StatusCodes.Status403Forbidden, "The statement names agents, and the key may not see them.", AgentQuestions.Refused)
        .Fails(StatusCodes.Status404NotFound, "There is no such metric; `nearest` is the likest.", "unknown_metric");

    private static Results<Ok<MetricStatement>, ProblemHttpResult> Find(string name, HttpContext context, KpiRunner runner)
    {
        var metric = name.Split(':')[0];
        if (MetricCatalogue.Find(metric) is null)
            return QueryProblems.NotFound("unknown_metric", metric, $"There is no metric '{metric}'.", MetricSearch.Nearest(metric));
        var given = context.Request.Query;
        var valid = s_parameters.Concat(QueryParser.ParameterNames.Where(KpiParameters.IsFilter)).ToList();
        var errors = QueryProblems.UnknownOf(given.Keys, valid).ToList();
        var (query, _, wrong) = runner.Parse(KpiRequests.FromQuery(given).Add("metrics", name), context.User);
        errors.AddRange(wrong.Where(error => error.Code != "unknown_parameter").Select(error => error.Parameter == "metrics" ? error with { Parameter = "name" } : error));
        return query is null || errors.Count > 0 ? QueryProblems.Of(errors) : TypedResults.Ok(MetricStatement.Of(query));
    }
}

[Name("MetricStatement"), Description("A metric as SQL.")]
internal sealed record MetricStatement(
    string Metric,
    [property: Description("In DuckDB's dialect.")] string Sql,
    [property: Description("Those that the statement has: instants.")] IReadOnlyList<string> Parameters,
    [property: Description("Those of `/v1/facts` that it reads.")] IReadOnlyList<string> Tables)
{
    internal static MetricStatement Of(KpiQuery query)
    {
        var sql = MetricSql.Of(query);
        return new(query.Metrics[0].Name, sql, MetricSql.Parameters(sql), MetricSql.Tables(sql));
    }
}
