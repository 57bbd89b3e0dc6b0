using System.ComponentModel;
using System.Text.Json.Serialization;
using GraphQL;
using KpiApi.Auth;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Paging;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Responses;
using KpiApi.Storage.Tables;

namespace KpiApi.Kpis.Endpoints;

/// <summary>The known values of a dimension, with counts.</summary>
internal static class DimensionEndpoints
{
    private const int MaxLimit = 10_000;
    private const int DefaultLimit = 1_000;
    private static readonly TableField<DimensionItem>[] s_fields =
        [TableField<DimensionItem>.Text("value", item => item.Value), TableField<DimensionItem>.Integer("count", item => item.Count)];

    /// <summary>Of agents and accounts.</summary>
    private static readonly TableField<DimensionItem>[] s_namedFields = [.. s_fields, TableField<DimensionItem>.Text("name", item => item.Name)];

    private static readonly string[] s_parameters = ["prefix", "search", .. PageParameters.Names, .. FormParameters.OfLists];

    public static void Map(RouteGroupBuilder v1) => v1.MapGet("/dimensions/{name}", ListAsync).RefusesWhenFull().ProducesTables().LinksToNext()
        .WithName("listDimensionValues")
        .WithSummary("The values of a dimension")
        .WithDescription("What a filter menu shows: every value seen, the most frequent first, with the number of tickets (events, answers) that have it now; of agents and accounts also what they are called, for keys with `read:agents` or `ingest`.")
        .TakesPath("name", Shapes.Ref("Dimension", "A dimension."))
        .TakesQuery("prefix", Shapes.Text("Only values that begin so, upper case or lower.", "bil"))
        .TakesQuery("search", Shapes.Text("Only values with this text in them, or in what agents and accounts are called, upper case or lower.", "berg"))
        .TakesPage(MaxLimit, DefaultLimit)
        .TakesQuery(KpiParameters.OfForm(FormParameters.OfLists))
        .Produces<ItemList<DimensionItem>>()
        .Explains(StatusCodes.Status200OK, "A page; `nextCursor` is null on the last one.")
        .Fails(StatusCodes.Status400BadRequest, "A parameter is wrong.", "given_twice")
        .Fails(StatusCodes.Status404NotFound, "There is no such dimension.", "unknown_dimension");

    private static async Task<IResult> ListAsync(string name, HttpContext context, DimensionMenu menu, FactWriter facts)
    {
        var snapshot = facts.Current;
        if (DimensionNames.Parse(name) is not { } dimension || !snapshot.Has(dimension))
        {
            IReadOnlyList<string> valid = [.. snapshot.Dimensions().Select(DimensionNames.Name)];
            return QueryProblems.NotFound("unknown_dimension", name, $"There is no dimension '{name}'. Valid: {string.Join(", ", valid)}.", Nearest.To(name, valid));
        }
        if (dimension == Dimension.Agent && !context.User.Holds(Scopes.ReadAgents))
            return QueryProblems.Of([AgentQuestions.Refusal("name")]);
        var errors = new List<QueryError>();
        var parameters = context.Request.Query;
        errors.AddRange(QueryProblems.UnknownOf(parameters.Keys, s_parameters));
        var request = KpiRequests.FromQuery(parameters);
        var form = FormParameters.ExtractFrom(context, request, FormParameters.OfLists, errors);
        var limit = PageParameters.Limit(request, MaxLimit, DefaultLimit, errors);
        var asked = new MenuQuestion(dimension, parameters["prefix"], parameters["search"]);
        var question = QuestionHash.Of(asked);
        var after = Cursor(request, question, errors);
        if (errors.Count > 0)
            return QueryProblems.Of(errors);

        var all = await menu.OfAsync(asked, new ListCall(context.User, snapshot, null, context.RequestAborted));
        var values = all.Where(item => after?.IsBefore(item) != false).Take(limit + 1).ToList();
        var next = values.Count > limit ? Cursors.Text(values[limit - 1], question) : null;
        NextLink.Set(context, "cursor", next);
        var page = menu.WithNames(dimension, [.. values.Take(limit)], context.User);
        return form.IsTable ? new TableAnswer(Table.Of(page, DimensionMenu.IsNamed(dimension) ? s_namedFields : s_fields), form, $"dimension_{name}") : TypedResults.Ok(new ItemList<DimensionItem>(page, next));
    }

    private static DimensionItem? Cursor(KpiRequest request, ulong question, List<QueryError> errors)
    {
        if (PageParameters.Cursor(request) is not { } text)
            return null;
        var cursor = Cursors.ParseDimension(text);
        if ((cursor is { } given ? given.Check(question, "cursor", text) : PageParameters.BadCursor(text)) is { } error)
            errors.Add(error);
        return cursor?.Cursor;
    }
}

[Name("DimensionValue")]
internal sealed record DimensionItem([property: Description("""Null is "no value".""")] string? Value, [property: Count] long Count)
{
    [Description("Of agents and accounts that have one what they are called, for those who may see it.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>True where the other stands further down: the most frequent come first, then by name.</summary>
    internal bool IsBefore(DimensionItem other) => Count != other.Count ? Count > other.Count : string.CompareOrdinal(Value, other.Value) < 0;
}
