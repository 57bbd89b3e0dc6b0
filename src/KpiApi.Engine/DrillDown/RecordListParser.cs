using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.DrillDown;

/// <summary>The parameters of a list of records that are none of its numbers: <c>orderBy=-at</c>, <c>outcome=negative</c>.</summary>
public static class RecordListParser
{
    public static readonly IReadOnlyList<string> Names = ["orderBy", "outcome"];

    /// <summary>In the order of <see cref="RecordOrder"/>.</summary>
    public static readonly IReadOnlyList<string> Orders = ["at", "value", "score"];

    /// <summary>In the order of <see cref="SurveyOutcome"/>.</summary>
    public static readonly IReadOnlyList<string> Outcomes = ["negative", "neutral", "positive"];

    /// <summary>Takes them out of the request.</summary>
    public static (RecordOrder? Order, bool Descending, IReadOnlyList<SurveyOutcome> Outcomes) ExtractFrom(KpiRequest request, List<QueryError> errors)
    {
        var reader = new ParameterReader(request);
        var order = reader.Order(Orders, "Records");
        var outcomes = new List<SurveyOutcome>();
        foreach (var name in reader.List("outcome", Outcomes.Count))
        {
            if (Outcomes.IndexOf(name) is >= 0 and var outcome)
                outcomes.Add((SurveyOutcome)outcome);
            else
                reader.Unknown("invalid_value", "outcome", name, $"'{name}' is no outcome.", Outcomes);
        }
        errors.AddRange(reader.Errors);
        request.RemoveAll(Names);
        return ((RecordOrder?)order?.Column, order?.Descending == true, outcomes);
    }

    private static int IndexOf(this IReadOnlyList<string> names, string name) => names.ToList().IndexOf(name);
}
