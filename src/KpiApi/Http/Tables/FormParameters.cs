using KpiApi.Engine.Queries;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;

namespace KpiApi.Http.Tables;

/// <summary>The parameters that say how an answer is written, and not what it says.</summary>
internal sealed class FormParameters
{
    /// <summary>Of lists of items.</summary>
    public static readonly IReadOnlyList<string> OfLists = ["format", "excel", "locale"];

    /// <summary>Of tables with durations.</summary>
    public static readonly IReadOnlyList<string> OfDurations = [.. OfLists, "durations"];

    /// <summary>All of them: of tables that can be folded out in several ways.</summary>
    public static readonly IReadOnlyList<string> All = [.. OfDurations, "shape"];

    public static readonly IReadOnlyList<string> Shapes = ["nested", "flat", "long"];
    public static readonly IReadOnlyList<string> DurationUnits = ["seconds", "minutes", "hours", "hms"];

    private readonly KpiRequest _request;
    private readonly List<QueryError> _errors;

    private FormParameters(KpiRequest request, List<QueryError> errors) => (_request, _errors) = (request, errors);

    /// <param name="context">Whose Accept header counts when no format is given.</param>
    /// <param name="request">What was asked; the parameters are taken out of it.</param>
    /// <param name="names">Those that the route has: what else was sent stays in the request.</param>
    public static TableForm ExtractFrom(HttpContext context, KpiRequest request, IReadOnlyList<string> names, List<QueryError> errors)
    {
        context.Response.Headers.Vary = AnswerHeaders.Varies;
        var form = new FormParameters(request, errors).Read(context.Request, names);
        request.RemoveAll(names);
        return form;
    }

    /// <summary>Of a list that has no other parameters: what else was sent is an error.</summary>
    public static TableForm OfList(HttpContext context, List<RequestError> errors)
    {
        var request = new KpiRequest();
        foreach (var (name, values) in context.Request.Query)
        {
            foreach (var value in values) request.Add(name, value);
        }
        var wrong = new List<QueryError>();
        var form = ExtractFrom(context, request, OfLists, wrong);
        wrong.AddRange(request.Names.Select(name => new QueryError("unknown_parameter", name, null, $"There is no parameter '{name}'.", Nearest.To(name, OfLists))));
        errors.AddRange(wrong.Select(error => new RequestError(error.Code, error.Message, error.Nearest) { Parameter = error.Parameter, Value = error.Value }));
        return form;
    }

    /// <summary>What is wrong with those of a stored request; they are taken out of it.</summary>
    public static void Check(HttpRequest http, KpiRequest request, List<QueryError> errors)
    {
        new FormParameters(request, errors).Read(http, All);
        request.RemoveAll(All);
    }

    /// <summary>The format of the answer, if the parameters are right.</summary>
    public static TableFormat Format(HttpRequest request) =>
        (request.Query["format"] is [.., var name] ? TableFormats.Parse(name) : TableFormats.Accepted(request)) ?? TableFormat.Json;

    private TableForm Read(HttpRequest request, IReadOnlyList<string> names)
    {
        var format = Choice("format", TableFormats.Names) is { } named ? (TableFormat)named : TableFormats.Accepted(request) ?? TableFormat.Json;
        var shape = names.Contains("shape") ? Choice("shape", Shapes) : null;
        var form = new TableForm(format)
        {
            Shape = shape is { } chosen ? (TableShape)chosen : format == TableFormat.Json ? TableShape.Nested : TableShape.Flat,
            Durations = names.Contains("durations") ? (DurationUnit?)Choice("durations", DurationUnits) : null,
            Excel = Excel(format),
        };
        if (form is { IsTable: true, Shape: TableShape.Nested })
            Conflict("shape", "nested", "Only JSON is nested; a table is flat or long.");
        if (form is { Durations: not null, IsTable: false } && (form.Shape == TableShape.Nested || !names.Contains("shape")))
            Conflict("durations", DurationUnits[(int)form.Durations], "Nested JSON has durations in seconds. Ask for a table, or for shape=flat.");
        if (form is { Durations: DurationUnit.Hms, Shape: TableShape.Long })
            Conflict("durations", "hms", "A long table has the numbers of all units in one column, so durations stay numbers: seconds, minutes or hours.");
        return form;
    }

    private SpreadsheetLocale? Excel(TableFormat format)
    {
        var isExcel = Choice("excel", ["false", "true"]) == 1;
        if (isExcel && format != TableFormat.Csv)
            Conflict("excel", "true", "Only CSV differs for a spreadsheet; format=xlsx is a workbook already.");
        if (Single("locale") is not { } name)
            return isExcel ? SpreadsheetLocale.Default : null;
        if (!isExcel)
            Conflict("locale", name, "'locale' chooses the separators of CSV for a spreadsheet, so it goes with excel=true.");
        if (SpreadsheetLocale.Find(name) is { } locale)
            return isExcel ? locale : null;
        _errors.Add(new QueryError("invalid_value", "locale", name, $"'{name}' is no locale whose separators are known. One is like de or en-GB."));
        return null;
    }

    /// <summary>The index among the values allowed; null when it is not given or wrong.</summary>
    private int? Choice(string name, IReadOnlyList<string> allowed)
    {
        if (Single(name) is not { } value)
            return null;
        for (var i = 0; i < allowed.Count; i++)
        {
            if (allowed[i] == value)
                return i;
        }
        _errors.Add(new QueryError("invalid_value", name, value, $"'{value}' is no value of '{name}'. Valid: {string.Join(", ", allowed)}.", Nearest.To(value, allowed)));
        return null;
    }

    private string? Single(string name)
    {
        var values = _request.Values(name);
        if (values.Count > 1)
            _errors.Add(new QueryError("given_twice", name, string.Join(", ", values), $"'{name}' takes one value and was given {values.Count}."));
        return values is [.., var last] ? last : null;
    }

    private void Conflict(string name, string value, string message) => _errors.Add(new QueryError("conflict", name, value, message));
}
