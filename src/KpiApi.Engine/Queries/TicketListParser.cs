using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Queries;

/// <summary>Reads the parameters of a list of tickets, whose filters are those of <c>tickets_created</c>.</summary>
public sealed class TicketListParser(KpiRequest request, FactSnapshot snapshot)
{
    private readonly ParameterReader _reader = new(request);

    public IReadOnlyList<QueryError> Errors => _reader.Errors;

    /// <summary>The place of the value among the names; the first by default.</summary>
    public int Choice(string name, IReadOnlyList<string> names) => _reader.Choice(name, names);

    /// <summary><c>orderBy=-createdAt</c>: the place of the column, and whether it falls.</summary>
    public (int Column, bool Descending) Order(IReadOnlyList<string> columns) => _reader.Order(columns, "Tickets") ?? (0, false);

    /// <param name="others">Parameters that are no filters.</param>
    public IReadOnlyList<Filter> Filters(IReadOnlyList<string> others)
    {
        IReadOnlyList<string> names = [.. others, "allowUnknown", .. FilterParser.Names];
        foreach (var name in request.Names.Where(n => !names.Contains(n) && DimensionNames.OfFilter(n) is null))
            _reader.Fail("unknown_parameter", name, null, $"There is no parameter '{name}'.", _reader.Suggestion(name, names));
        var metric = MetricCatalogue.Find("tickets_created")!;
        var known = _reader.Errors.Count;
        var filters = new FilterParser(_reader, request, snapshot).Parse([new MetricChoice(metric.Name, metric, Statistic.Plain)]);
        for (var i = known; i < _reader.Errors.Count; i++)
            _reader.Errors[i] = OfTickets(_reader.Errors[i], metric);
        return filters;
    }

    /// <summary>Whoever lists tickets has named no metric.</summary>
    private static QueryError OfTickets(QueryError error, Metric metric) => error.Code != "dimension_not_allowed" ? error : error with
    {
        Message = $"A list of tickets can't be filtered by {error.Value}. It can be by {string.Join(", ", metric.Dimensions.Select(DimensionNames.Name))}.",
    };
}
