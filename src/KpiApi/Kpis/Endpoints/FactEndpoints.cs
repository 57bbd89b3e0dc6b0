using System.ComponentModel;
using System.Globalization;
using GraphQL;
using KpiApi.Auth;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Facts;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Spelling;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Paging;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Responses;
using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Kpis.Endpoints;

/// <summary>The derived facts themselves, for databases that compute numbers of their own.</summary>
internal static class FactEndpoints
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/facts", List).TakesNoParameters()
            .WithName("listFactTables")
            .WithSummary("Which facts there are")
            .WithDescription("The tables that every number is computed from, with their columns. Agents' columns are absent without the scope `read:agents`.")
            .Explains(StatusCodes.Status200OK, "All tables.");
        v1.MapGet("/facts/{table}", ExportAsync).RefusesWhenFull().WaitsForVersion().ProducesTables()
            .WithName("exportFacts")
            .WithSummary("Facts out")
            .WithDescription(
                "A whole table of facts, streamed from one snapshot of the data: lines of JSON unless another format is asked for. `GET /v1/metrics/{name}/sql` says how a metric is computed from them.")
            .TakesPath("table", Shapes.Choice("A table.", FactTableOut.All.Select(table => table.Name)))
            .TakesQuery(KpiParameters.OfCall(FormParameters.OfDurations))
            .SendsHeader(TableHeaders.Version, StatusCodes.Status200OK)
            .Explains(StatusCodes.Status200OK, "Every row. `KpiApi-Version` is the version of the data.")
            .Fails(StatusCodes.Status400BadRequest, "A parameter is wrong.", "invalid_value", "given_twice", "conflict")
            .Fails(StatusCodes.Status404NotFound, "There is no such table; `nearest` is the likest.", "unknown_table");
    }

    private static Ok<ItemList<FactTableItem>> List(HttpContext context, FactWriter facts)
    {
        var (snapshot, seesAgents) = (facts.Current, context.User.Holds(Scopes.ReadAgents));
        return TypedResults.Ok(new ItemList<FactTableItem>([.. FactTableOut.All.Select(table => FactTableItem.Of(table, snapshot, seesAgents))], null));
    }

    private static async Task<IResult> ExportAsync(string table, HttpContext context, FactWriter facts, QueryAdmission admission, VersionWaits waits)
    {
        IReadOnlyList<string> names = [.. FactTableOut.All.Select(known => known.Name)];
        if (FactTableOut.Find(table) is not { } found)
            return QueryProblems.NotFound("unknown_table", table, $"There is no table '{table}'. Valid: {string.Join(", ", names)}.", Nearest.To(table, names));
        var errors = new List<QueryError>();
        var request = KpiRequests.FromQuery(context.Request.Query);
        var call = CallParameters.ExtractFrom(context, request, FormParameters.OfDurations, errors);
        errors.AddRange(QueryProblems.UnknownOf(request.Names, [.. FormParameters.OfDurations, "minVersion"]));
        if (errors.Count > 0)
            return QueryProblems.Of(errors);
        if (await call.WaitAsync(waits, context) is { } problem)
            return problem;
        var (snapshot, form) = (facts.Current, call.Form.IsTable ? call.Form : call.Form with { Format = TableFormat.Ndjson });
        var columns = found.Columns(snapshot);
        List<int> visible = [.. Enumerable.Range(0, columns.Count).Where(i => !columns[i].NamesAgents || context.User.Holds(Scopes.ReadAgents))];
        var text = TableText.Of(FactRows.Of(found, snapshot, columns, visible), form);
        context.Response.RegisterForDispose(text);
        var cost = QueryCost.OfRows(found.RowCount(snapshot));
        var admitted = admission.AdmitExport(context.User, cost with { Bytes = cost.Bytes + TableText.HeldBytes(form) }, context.RequestAborted);
        context.Response.RegisterForDispose(admitted);
        await admitted.RunAsync((_, cancel) => Begin(text, cancel));
        context.Response.Headers[TableHeaders.Version] = snapshot.Version.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = AnswerHeaders.Caching;
        TableHeaders.SetFileName(context.Response, found.Name, form);
        return new LongAnswer(admitted, text, TableFormats.ContentType(form.Format), []);
    }

    private static bool Begin(AnswerText text, CancellationToken cancel)
    {
        text.WriteMore(1, cancel);
        return true;
    }
}

[Name("FactTable"), Description("A table of facts.")]
internal sealed record FactTableItem(string Name, long Rows, IReadOnlyList<FactColumnItem> Columns)
{
    internal static FactTableItem Of(FactTableOut table, FactSnapshot snapshot, bool seesAgents) => new(
        table.Name, table.RowCount(snapshot), [.. table.Columns(snapshot).Where(column => seesAgents || !column.NamesAgents).Select(column => new FactColumnItem(column.Name, column.Kind))]);
}

[Name("FactColumn"), Description("A column of a table of facts.")]
internal sealed record FactColumnItem(string Name, FactKind Type);
