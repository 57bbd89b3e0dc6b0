using System.Collections.ObjectModel;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using KpiApi.Http.Paging;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Endpoints;
using KpiApi.Kpis.Responses;
using KpiApi.Storage.Reading;

namespace KpiApi.Kpis;

/// <summary>The tickets or surveys behind one number, a page at a time.</summary>
internal sealed class RecordLists(KpiRunner runner, QueryAdmission admission, StoreQueries store)
{
    public const int MaxLimit = 1_000;
    public const int DefaultLimit = 100;

    /// <summary>Parameters of a query that choose rows of an answer, not facts.</summary>
    private static readonly string[] s_rowParameters = ["metrics", "interval", "groupBy", "offset", "others", "compare", "include"];

    /// <param name="request">What was asked, without what says how to answer.</param>
    /// <param name="errors">Found so far. With any there is no list.</param>
    public async Task<RecordList?> ReadAsync(KpiRequest request, ListCall call, List<QueryError> errors)
    {
        var limit = PageParameters.Limit(request, MaxLimit, DefaultLimit, errors);
        var text = PageParameters.Cursor(request);
        var cursor = Cursor(text, errors);
        var (order, descending, outcomes) = RecordListParser.ExtractFrom(request, errors);
        Normalize(request, errors);
        var (query, snapshot, queryErrors) = runner.Parse(request, call.Caller, call.Snapshot, call.At);
        var asked = query is null ? null : new RecordQuery(query, order, descending) { Outcomes = outcomes };
        var question = asked is null ? 0 : QuestionHash.Of(asked, request);
        if (asked is not null && cursor?.Check(question, "cursor", text) is { } ofAnother)
            errors.Add(ofAnother);
        errors.AddRange(asked?.Errors() ?? []);
        if (asked is null || errors.Count > 0)
        {
            var isTold = errors.Exists(e => e.Parameter == "metric");
            errors.AddRange(queryErrors.Where(e => !isTold || e.Parameter != "metrics").Select(e => e.Parameter == "metrics" ? e with { Parameter = "metric" } : e));
            return null;
        }

        var page = await admission.RunAsync(call.Caller, RecordReader.Cost(asked.Query, snapshot),
            (_, cancel) => RecordReader.Read(asked, snapshot, cursor?.Cursor, limit, cancel), call.Gone);
        IReadOnlyList<string> dimensions = [.. RecordReader.Dimensions(asked.Query.Metrics[0].Metric, snapshot).Select(DimensionNames.Name)];
        return new RecordList(asked.Query, page, dimensions, SurveysOf(asked.Query, page, store), page.Next is { } last ? Cursors.Text(last, question) : null);
    }

    /// <summary>What was answered and by which scale: facts have neither comments nor scales that one could calculate with.</summary>
    public static IReadOnlyDictionary<string, Survey> SurveysOf(KpiQuery query, RecordPage page, StoreQueries store) => RecordReader.ListsSurveys(query.Metrics[0].Metric)
        ? store.ReadSurveys(page.Records.Select(record => record.Survey).OfType<string>().Distinct())
        : ReadOnlyDictionary<string, Survey>.Empty;

    /// <summary>As the parser of queries knows it: of one metric, and without what is a list's own.</summary>
    private static void Normalize(KpiRequest request, List<QueryError> errors)
    {
        foreach (var name in request.Names.Intersect(s_rowParameters))
            errors.Add(new QueryError("unknown_parameter", name, null, $"Records have no parameter '{name}'.", name == "metrics" ? "metric" : null));
        var metrics = request.Values("metric");
        if (metrics.Count != 1 || metrics[0]?.Contains(',', StringComparison.Ordinal) == true)
            errors.Add(new QueryError("required", "metric", null, "Name one metric whose records you want: metric=csat."));
        request.RemoveAll([.. PageParameters.Names, .. s_rowParameters, "metric"]);
        request.Add("metrics", metrics.Count > 0 ? metrics[0] : null);
    }

    private static GivenCursor<RecordCursor>? Cursor(string? text, List<QueryError> errors)
    {
        if (text is null)
            return null;
        if (Cursors.ParseRecord(text) is { } cursor)
            return cursor;
        errors.Add(PageParameters.BadCursor(text));
        return null;
    }
}

/// <param name="Dimensions">Those that each record tells.</param>
/// <param name="Surveys">What was answered, by id; empty where records are no surveys.</param>
/// <param name="NextCursor">Null on the last page.</param>
internal sealed record RecordList(KpiQuery Query, RecordPage Page, IReadOnlyList<string> Dimensions, IReadOnlyDictionary<string, Survey> Surveys, string? NextCursor)
{
    public ItemList<Dictionary<string, object?>> ToItems() => new([.. Page.Records.Select(record => RecordTable.Row(record, Dimensions, Query, Surveys))], NextCursor);

    public Table ToTable() => RecordTable.Of(Page, Dimensions, Query, Surveys);
}
