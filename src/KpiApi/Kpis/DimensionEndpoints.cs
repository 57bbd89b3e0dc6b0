using System.Globalization;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.GraphQL.Schema;

namespace KpiApi.Kpis;

/// <summary>The known values of a dimension, with counts.</summary>
internal static class DimensionEndpoints
{
    private const int MaxLimit = 10_000;
    private static readonly string[] s_parameters = ["prefix", "limit", "cursor"];

    public static IResult List(string name, HttpContext context, FactWriter facts)
    {
        if (DimensionNames.Parse(name) is not { } dimension)
        {
            return QueryProblems.NotFound("unknown_dimension", name,
                $"There is no dimension '{name}'. Valid: {string.Join(", ", DimensionNames.All)}.", DimensionNames.All);
        }
        var errors = new List<QueryError>();
        var parameters = context.Request.Query;
        foreach (var unknown in parameters.Keys.Except(s_parameters))
            errors.Add(new QueryError("unknown_parameter", unknown, null, $"There is no parameter '{unknown}'.", Nearest.To(unknown, s_parameters)));
        var limit = Number(parameters, "limit", 1, MaxLimit, 1_000, errors);
        var start = Number(parameters, "cursor", 0, int.MaxValue, 0, errors);
        if (errors.Count > 0)
            return QueryProblems.Of(errors);

        var prefix = parameters["prefix"].ToString();
        var values = DimensionValues.Of(facts.Current, dimension)
            .Where(v => prefix.Length == 0 || v.Value?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true)
            .Select(v => new DimensionItem(v.Value, v.Count)).Skip(start).Take(limit + 1).ToList();
        var next = values.Count > limit ? (start + limit).ToString(CultureInfo.InvariantCulture) : null;
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
