using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace KpiApi.Http.Tables;

/// <summary>What the document says of <see cref="FormParameters"/>, and of answers that are tables.</summary>
internal static class FormShapes
{
    public static IEnumerable<(string Name, OpenApiSchema Schema)> All =>
    [
        ("Format", Shapes.Choice("The form of an answer.", TableFormats.Names)),
        ("Shape", Shapes.Choice("How rows are folded out: nested has an object a value, flat a member a value, long a row a value.", FormParameters.Shapes)),
        ("DurationUnit", Shapes.Choice("How durations are written; hms is text like 27:05:09.", FormParameters.DurationUnits)),
    ];

    public static IOpenApiSchema Of(string name) => name switch
    {
        "format" => Shapes.Ref("Format", "JSON, or a table: CSV, a workbook (xlsx), lines of JSON (ndjson) or Parquet. `Accept` with its media type does the same."),
        "shape" => Shapes.Ref("Shape", "Rows of JSON are nested unless asked otherwise, those of tables flat: one column a value, `csat`, `csat_count`, …; `long` is one row a value."),
        "durations" => Shapes.Ref("DurationUnit", "Of tables and of flat and long JSON. Default: seconds; a workbook has time spans."),
        "excel" => Shapes.Flag("Writes CSV as a spreadsheet opens it: with a byte order mark, the separators of `locale`, and moments without an offset.", false),
        "locale" => Shapes.Text("Of the spreadsheet, with `excel=true`: where numbers have a comma, lists are separated by semicolons. Default: en.", "de"),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No parameter of a form."),
    };

    /// <summary>JSON and, for tables, the other formats.</summary>
    public static RouteGroupBuilder AnswersJsonOrTables(this RouteGroupBuilder routes) => routes
        .AddEndpointFilter((context, next) => TableFormats.Accepted(context.HttpContext.Request) is not null
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.ForStatus(context.HttpContext, StatusCodes.Status406NotAcceptable)))
        .Fails(StatusCodes.Status406NotAcceptable, "`Accept` allows none of the formats.", "not_acceptable");

    /// <summary>The answer in every format, for who wants a table.</summary>
    public static RouteHandlerBuilder ProducesTables(this RouteHandlerBuilder route) => route
        .Produces<string>(StatusCodes.Status200OK, MediaTypes.Csv)
        .Produces<string>(StatusCodes.Status200OK, MediaTypes.Ndjson)
        .Produces<Stream>(StatusCodes.Status200OK, MediaTypes.Xlsx)
        .Produces<Stream>(StatusCodes.Status200OK, MediaTypes.Parquet)
        .SendsHeader(HeaderNames.ContentDisposition, StatusCodes.Status200OK);

    /// <summary>A list whose pages lead to each other.</summary>
    public static RouteHandlerBuilder LinksToNext(this RouteHandlerBuilder route) => route.SendsHeader(HeaderNames.Link, StatusCodes.Status200OK);
}
