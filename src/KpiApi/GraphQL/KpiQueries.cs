using System.ComponentModel;
using System.Globalization;
using GraphQL;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Kpis;
using KpiApi.Kpis.Endpoints;
using KpiApi.Kpis.Responses;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Reading;

namespace KpiApi.GraphQL;

/// <summary>The root of every query: one instance a request. Numbers come by the same road as REST's.</summary>
[Name("Query"), Description("Everything that can be read. Numbers equal REST's to the letter.")]
internal sealed class KpiQueries(GraphQLQuestion question, KpiRunner runner, DimensionMenu menu, StoreQueries timelines, FactFeed feed, FactWriter facts)
{
    private const int MaxPage = 1_000;

    [Description("The catalogue, or what a text finds in it: by abbreviation, name, title or definition, the best first.")]
    public IReadOnlyList<MetricItem> Metrics(string? search = null) => [.. MetricItem.Of(search, facts.Current.Attributes)];

    [Description("Numbers. All of one document are of one snapshot of the data; one that fails is null and leaves the others standing.")]
    public async Task<KpiAnswer?> KpisAsync(KpisInput input, CancellationToken cancel)
    {
        var snapshot = await question.SnapshotAsync(input.MinVersion, cancel);
        var (query, _, errors) = runner.Parse(KpiRequestBuilder.Of(input), question.Caller, snapshot, question.Now);
        if (query is null)
            throw new FieldException(errors);
        var prepared = runner.Prepare(query, snapshot);
        var (result, failures) = await question.ReadAsync(prepared.Cost, (helpers, stop) => runner.ExecuteWithRows(prepared, helpers, stop), cancel);
        return result is null ? throw new FieldException(failures) : new KpiAnswer(result);
    }

    [Description("Why a metric changed: by each dimension what its values contribute to the change.")]
    public async Task<DriversItem?> DriversAsync(
        DriversInput input, CancellationToken cancel,
        [Description("Where to look for the cause; unless said, all that the metric allows, attributes included, but ACCOUNT, AGENT and TAG.")] IReadOnlyList<DimensionKind>? by = null,
        [Description("Declared attributes after these, such as \"account.tier\".")] IReadOnlyList<string>? byAttributes = null)
    {
        var snapshot = await question.SnapshotAsync(input.MinVersion, cancel);
        var (query, _, errors) = runner.ParseDrivers(KpiRequestBuilder.Of(input, by, byAttributes), question.Caller, snapshot, question.Now);
        if (query is null)
            throw new FieldException(errors);
        var prepared = runner.Prepare(query, snapshot);
        var (result, failures) = await question.ReadAsync(prepared.Cost, (helpers, stop) => runner.Execute(prepared, helpers, stop), cancel);
        return result is null ? throw new FieldException(failures) : DriversItem.Of(result);
    }

    [Description("The tickets or surveys behind one number: as many as its count.")]
    public async Task<Connection<RecordItem>?> RecordsAsync(RecordsInput input, CancellationToken cancel, int first = 100, string? after = null)
    {
        question.RequireAgents();
        var snapshot = await question.SnapshotAsync(input.MinVersion, cancel);
        var request = KpiRequestBuilder.Of(input);
        var (query, _, queryErrors) = runner.Parse(request, question.Caller, snapshot, question.Now);
        var records = query is null ? null : new RecordQuery(query, input.OrderBy, input.Descending) { Outcomes = [.. (input.Outcome ?? []).Distinct()] };
        var asked = records is null ? 0 : QuestionHash.Of(records, request);
        List<QueryError> errors = [.. PageSizeErrors(first), .. queryErrors, .. records?.Errors() ?? []];
        var cursor = Cursor(after, Cursors.ParseRecord, records is null ? null : asked, errors);
        if (records is null || errors.Count > 0)
            throw new FieldException(errors);
        var page = await question.ReadAsync(RecordReader.Cost(records.Query, snapshot), (_, stop) => RecordReader.Read(records, snapshot, cursor, first, stop), cancel);
        var dimensions = RecordReader.Dimensions(input.Metric, snapshot).ToArray();
        var surveys = RecordLists.SurveysOf(records.Query, page, timelines);
        return Connection<RecordItem>.Of(
            page.Records.Select(r => (RecordItem.Of(r, dimensions, records.Query.Zone, surveys.GetValueOrDefault(r.Survey ?? "")), Cursors.Text(r.After, asked))), page.Next is not null, after is not null);
    }

    [Description("A ticket with its timeline and every derived fact, so that a number can be explained.")]
    public TicketItem? Ticket([Id] string id)
    {
        question.RequireAgents();
        question.RefuseWhileLoading();
        return timelines.Read([id]) is [var timeline] ? TicketItem.Of(timeline, FactDerivation.Derive(timeline, feed.Rules)) : null;
    }

    [Description("The list that a team lead works from.")]
    public async Task<Connection<TicketRow>?> TicketsAsync(CancellationToken cancel, TicketsInput? input = null, int first = 100, string? after = null)
    {
        question.RequireAgents();
        input ??= TicketsInput.Default;
        var snapshot = await question.SnapshotAsync(input.MinVersion, cancel);
        var parser = new TicketListParser(KpiRequestBuilder.Of(input), snapshot);
        var filters = parser.Filters([]);
        List<QueryError> errors = [.. PageSizeErrors(first), .. parser.Errors];
        var query = new TicketListQuery(input.State, filters, input.OrderBy, input.Descending, first, null);
        var asked = QuestionHash.Of(query);
        query = query with { After = Cursor(after, Cursors.ParseTicket, parser.Errors.Count > 0 ? null : asked, errors) };
        if (errors.Count > 0)
            throw new FieldException(errors);
        var (tickets, next) = await question.ReadAsync(TicketList.Cost(snapshot), (_, stop) => TicketList.Read(snapshot, query, stop), cancel);
        return Connection<TicketRow>.Of(tickets.Select(t => (TicketRow.Of(t), Cursors.Text(t.Cursor, asked))), next is not null, after is not null);
    }

    [Description("The known values of a dimension with their counts, the most frequent first.")]
    public async Task<IReadOnlyList<DimensionItem>?> DimensionAsync(
        CancellationToken cancel, DimensionKind? name = null, [Description("A declared attribute instead, such as \"account.tier\".")] string? attribute = null, string? prefix = null,
        [Description("A text in the values, or in what agents and accounts are called.")] string? search = null, int first = 100)
    {
        var dimension = DimensionInput.Of(name, attribute, "name");
        if (dimension == Dimension.Agent)
            question.RequireAgents();
        var snapshot = await question.SnapshotAsync(null, cancel);
        if (!snapshot.Has(dimension))
            throw new FieldException("unknown_dimension", $"There is no dimension '{dimension}'. Valid: {string.Join(", ", snapshot.Dimensions())}.");
        QueryError[] errors = [.. PageSizeErrors(first)];
        if (errors.Length > 0)
            throw new FieldException(errors);
        var values = await menu.OfAsync(new MenuQuestion(dimension, prefix, search), new ListCall(question.Caller, snapshot, question.Now, cancel));
        return menu.WithNames(dimension, [.. values.Take(first)], question.Caller);
    }

    [Description("Of the data.")]
    public async Task<long> VersionAsync(CancellationToken cancel) => (await question.SnapshotAsync(null, cancel)).Version;

    private static IEnumerable<QueryError> PageSizeErrors(int first)
    {
        if (first is < 1 or > MaxPage)
            yield return new QueryError("invalid_value", "first", first.ToString(CultureInfo.InvariantCulture), $"'first' is a whole number from 1 to {MaxPage}.");
    }

    /// <param name="asked">Null when it has errors of its own.</param>
    private static T? Cursor<T>(string? after, Func<string, GivenCursor<T>?> parse, ulong? asked, List<QueryError> errors)
        where T : struct
    {
        if (after is null)
            return null;
        if (parse(after) is not { } given)
            errors.Add(new QueryError("invalid_value", "after", after, "'after' is the cursor of an edge, unchanged."));
        else if (asked is null || given.Check(asked.Value, "after", after) is not { } ofAnother)
            return given.Cursor;
        else
            errors.Add(ofAnother);
        return null;
    }
}
