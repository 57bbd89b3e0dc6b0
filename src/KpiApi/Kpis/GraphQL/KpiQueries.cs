using System.Globalization;
using KpiApi.Engine.Facts;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Records;
using KpiApi.Engine.Results;
using KpiApi.GraphQL.Schema;
using KpiApi.Storage;

namespace KpiApi.Kpis.GraphQL;

/// <summary>Everything that can be read. Numbers come by the same road as REST's and equal them to the byte.</summary>
internal static class KpiQueries
{
    private const int MaxPage = 1_000;

    /// <summary>Some 300 bytes each.</summary>
    private const int MaxFinishedValues = 100_000;

    private static readonly MetricItem[] s_metrics = [.. MetricCatalogue.All.Select(MetricItem.Of)];

    /// <summary>The catalogue, or what a text finds in it: by abbreviation, name, title or definition, the best first.</summary>
    public static IReadOnlyList<MetricItem> GetMetrics(string? search = null) => string.IsNullOrWhiteSpace(search) ? s_metrics : [.. MetricItem.Of(search)];

    /// <summary>Numbers. All of one document are of one snapshot of the data; one that fails is null and leaves the others standing.</summary>
    public static async Task<KpiAnswer?> GetKpisAsync(KpisInput input, KpiGraphQLContext context, KpiRunner runner, CancellationToken cancel)
    {
        var snapshot = await context.SnapshotAsync(input.MinVersion, cancel);
        var (query, _, errors) = runner.Parse(KpiRequestBuilder.Of(input), context.Caller, snapshot, context.Now);
        if (query is null)
            throw KpiGraphQLContext.Failure(errors);
        var prepared = runner.Prepare(query, snapshot);
        var (result, failures) = await context.ReadAsync(prepared.Cost, (helpers, stop) => Finished(runner.Execute(prepared, helpers, stop), stop), cancel);
        return result is null ? throw KpiGraphQLContext.Failure(failures) : new KpiAnswer(result);
    }

    /// <summary>With its rows, since they are written on another thread; where they are too many for memory they are finished there, as far as they are written.</summary>
    private static (KpiResult? Result, IReadOnlyList<QueryError> Errors) Finished((KpiResult? Result, IReadOnlyList<QueryError> Errors) counted, CancellationToken cancel)
    {
        if (counted.Result is not { } result || (long)result.Rows.Count * result.Query.Metrics.Count > MaxFinishedValues)
            return counted;
        var rows = new List<KpiRow>(result.Rows.Count);
        foreach (var row in result.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            rows.Add(row);
        }
        return (result with { Rows = rows }, counted.Errors);
    }

    /// <summary>The tickets or surveys behind one number: as many as its count.</summary>
    public static async Task<Connection<RecordItem>?> GetRecordsAsync(
        RecordsInput input, KpiGraphQLContext context, KpiRunner runner, CancellationToken cancel, int first = 100, string? after = null)
    {
        context.RequireAgents();
        var snapshot = await context.SnapshotAsync(input.MinVersion, cancel);
        var request = KpiRequestBuilder.Of(input);
        var (query, _, queryErrors) = runner.Parse(request, context.Caller, snapshot, context.Now);
        var question = query is null ? 0 : QuestionHash.Of(query, request);
        List<QueryError> errors = [.. PageSizeErrors(first), .. queryErrors];
        var cursor = Cursor(after, Cursors.ParseRecord, query is null ? null : question, errors);
        if (query is not null && !RecordReader.CanList(input.Metric))
        {
            errors.Add(new QueryError("no_records", "metric", input.Metric.Name,
                $"'{input.Metric.Name}' is an amount over time and stands on no tickets or surveys that could be listed."));
        }
        if (query is null || errors.Count > 0)
            throw KpiGraphQLContext.Failure(errors);
        var page = await context.ReadAsync(RecordReader.Cost(query, snapshot), (_, stop) => RecordReader.Read(query, snapshot, cursor, first, stop), cancel);
        var dimensions = RecordReader.Dimensions(input.Metric).ToArray();
        return Connection<RecordItem>.Of(
            page.Records.Select(r => (RecordItem.Of(r, dimensions, query.Zone), Cursors.Text(r.After, question))), page.Next is not null, after is not null);
    }

    /// <summary>A ticket with its timeline and every derived fact, so that a number can be explained.</summary>
    public static TicketItem? GetTicket([ID] string id, KpiGraphQLContext context, TimelineReader timelines, FactFeed feed)
    {
        context.RequireAgents();
        context.RefuseWhileLoading();
        return context.FromStore(() => timelines.Read([id])) is [var timeline] ? TicketItem.Of(timeline, FactDerivation.Derive(timeline, feed.Rules)) : null;
    }

    /// <summary>The list that a team lead works from.</summary>
    public static async Task<Connection<TicketRow>?> GetTicketsAsync(
        KpiGraphQLContext context, CancellationToken cancel, TicketsInput? input = null, int first = 100, string? after = null)
    {
        context.RequireAgents();
        input ??= new TicketsInput();
        var snapshot = await context.SnapshotAsync(input.MinVersion, cancel);
        var parser = new TicketListParser(KpiRequestBuilder.Of(input), snapshot);
        var filters = parser.Filters([]);
        List<QueryError> errors = [.. PageSizeErrors(first), .. parser.Errors];
        var query = new TicketListQuery((TicketState)input.State, filters, (TicketOrder)input.OrderBy, input.Descending, first, null);
        var question = QuestionHash.Of(query);
        query = query with { After = Cursor(after, Cursors.ParseTicket, parser.Errors.Count > 0 ? null : question, errors) };
        if (errors.Count > 0)
            throw KpiGraphQLContext.Failure(errors);
        var (tickets, next) = await context.ReadAsync(TicketList.Cost(snapshot), (_, stop) => TicketList.Read(snapshot, query, stop), cancel);
        return Connection<TicketRow>.Of(tickets.Select(t => (TicketRow.Of(t), Cursors.Text(t.Cursor, question))), next is not null, after is not null);
    }

    /// <summary>The known values of a dimension with their counts, the most frequent first.</summary>
    public static async Task<IReadOnlyList<DimensionItem>?> GetDimensionAsync(
        Dimension name, KpiGraphQLContext context, DimensionMenu menu, CancellationToken cancel, string? prefix = null, int first = 100)
    {
        if (name == Dimension.Agent)
            context.RequireAgents();
        var snapshot = await context.SnapshotAsync(null, cancel);
        QueryError[] errors = [.. PageSizeErrors(first)];
        if (errors.Length > 0)
            throw KpiGraphQLContext.Failure(errors);
        var values = await KpiGraphQLContext.AnsweredAsync(menu.OfAsync(name, prefix, snapshot, context.Caller, context.Now, cancel));
        return [.. values.Take(first)];
    }

    /// <summary>Of the data.</summary>
    public static async Task<long> GetVersionAsync(KpiGraphQLContext context, CancellationToken cancel) => (await context.SnapshotAsync(null, cancel)).Version;

    private static IEnumerable<QueryError> PageSizeErrors(int first)
    {
        if (first is < 1 or > MaxPage)
            yield return new QueryError("invalid_value", "first", first.ToString(CultureInfo.InvariantCulture), $"'first' is a whole number from 1 to {MaxPage}.");
    }

    /// <param name="question">Null when it has errors of its own.</param>
    private static T? Cursor<T>(string? after, Func<string, GivenCursor<T>?> parse, ulong? question, List<QueryError> errors)
        where T : struct
    {
        if (after is null)
            return null;
        if (parse(after) is not { } given)
            errors.Add(new QueryError("invalid_value", "after", after, "'after' is the cursor of an edge, unchanged."));
        else if (question is null || given.Check(question.Value, "after", after) is not { } ofAnother)
            return given.Cursor;
        else
            errors.Add(ofAnother);
        return null;
    }
}
