using System.Globalization;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.GraphQL.Schema;
using KpiApi.Hosting.Keys;

namespace KpiApi.Kpis;

/// <summary>The known values of a dimension, with counts.</summary>
internal static class DimensionEndpoints
{
    private const int MaxLimit = 10_000;
    private static readonly string[] s_parameters = ["prefix", "limit", "cursor", "format"];

    public static async Task<IResult> ListAsync(string name, HttpContext context, DimensionMenu menu, FactWriter facts)
    {
        if (DimensionNames.Parse(name) is not { } dimension)
        {
            return QueryProblems.NotFound("unknown_dimension", name,
                $"There is no dimension '{name}'. Valid: {string.Join(", ", DimensionNames.All)}.", Nearest.To(name, DimensionNames.All));
        }
        if (dimension == Dimension.Agent && !Caller.Of(context).Scopes.Hold(Scopes.ReadAgents))
            return QueryProblems.Of([AgentQuestions.Refusal("name")]);
        var errors = new List<QueryError>();
        var parameters = context.Request.Query;
        errors.AddRange(QueryProblems.UnknownOf(parameters.Keys, s_parameters));
        var call = CallParameters.Take(context, KpiRequests.FromQuery(parameters), errors);
        var limit = Number(parameters, "limit", 1, MaxLimit, 1_000, errors);
        var start = Number(parameters, "cursor", 0, int.MaxValue, 0, errors);
        if (errors.Count > 0)
            return QueryProblems.Of(errors);

        var all = await menu.OfAsync(dimension, parameters["prefix"], facts.Current, Caller.Of(context), null, context.RequestAborted);
        var values = all.Skip(start).Take(limit + 1).ToList();
        var next = values.Count > limit ? (start + limit).ToString(CultureInfo.InvariantCulture) : null;
        if (call.AsCsv)
            return new CsvTable(["value", "count"], values.Take(limit).Select(v => (object?[])[v.Value, v.Count]));
        return TypedResults.Ok(new ItemList<DimensionItem>([.. values.Take(limit)], next));
    }

    private static int Number(IQueryCollection parameters, string name, int min, int max, int byDefault, List<QueryError> errors)
    {
        if (!parameters.TryGetValue(name, out var text))
            return byDefault;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        errors.Add(new QueryError("invalid_value", name, text, $"'{name}' is a whole number from {min} to {max}."));
        return byDefault;
    }
}

/// <param name="Value">Null is "no value".</param>
[GraphQLName("DimensionValue")]
internal sealed record DimensionItem(string? Value, long Count);
