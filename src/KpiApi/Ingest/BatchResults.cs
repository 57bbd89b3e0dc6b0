using KpiApi.Http.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KpiApi.Ingest;

internal static class BatchResults
{
    public static Results<Ok<BatchReport>, ProblemHttpResult> Of(BatchReport report, bool nothingStored = false)
    {
        if (report.Rejected == 0) return TypedResults.Ok(report);
        if (report.DryRun == true)
            return Problem(StatusCodes.Status422UnprocessableEntity, "invalid_items", $"{report.Rejected} of {report.Received} items would be rejected; this was a dry run, and nothing was stored.", report);
        var rest = (report.Received - report.Rejected, nothingStored) switch
        {
            (0, _) => "nothing was stored.",
            (_, true) => "nothing was stored, because an array is all or nothing.",
            (1, _) => "the other one was stored.",
            _ => "the others were stored.",
        };
        var detail = report.Received == 1 ? "The only item was rejected; nothing was stored." : $"{report.Rejected} of {report.Received} items were rejected; {rest}";
        return Problem(StatusCodes.Status422UnprocessableEntity, "invalid_items", detail, report);
    }

    /// <summary>Of several kinds.</summary>
    public static ProblemHttpResult Of(IReadOnlyList<MixedPart> parts, bool areAllOrNothing, long? version)
    {
        var (received, rejected) = (parts.Sum(part => part.Report.Received), parts.Sum(part => part.Report.Rejected));
        var isDryRun = parts[0].Report.DryRun == true;
        var rest = isDryRun ? "this was a dry run, and nothing was stored." : areAllOrNothing ? "nothing was stored, because a batch is all or nothing." : "the others were stored.";
        var problem = Details(StatusCodes.Status422UnprocessableEntity, "invalid_items", $"{rejected} of {received} items {(isDryRun ? "would be" : "were")} rejected; {rest}");
        foreach (var part in parts) problem.Extensions[part.Name] = part.Report;
        problem.Extensions["version"] = version;
        if (isDryRun) problem.Extensions["dryRun"] = true;
        problem.Extensions["errors"] = parts.SelectMany(part => part.Report.Errors).Take(BatchReport.MaxErrors).ToList();
        return TypedResults.Problem(problem);
    }

    /// <summary>Lines of a stream were stored before the store went away, or the stream broke.</summary>
    public static ProblemHttpResult Interrupted(BatchReport report, int status, RequestError error) => Problem(
        status, error.Code, $"{error.Message} {report.Stored} lines were stored; sending all of them again does no harm.", report, [new(error.Code, error.Message) { Item = default(ItemPlace) }]);

    public static ProblemHttpResult Rejected(IReadOnlyList<RequestError> problems)
    {
        var problem = Details(StatusCodes.Status422UnprocessableEntity, "invalid_item", problems[0].Message);
        problem.Extensions["errors"] = problems;
        return TypedResults.Problem(problem);
    }

    private static ProblemHttpResult Problem(int status, string code, string detail, BatchReport report, params IEnumerable<RequestError> whole)
    {
        var problem = Details(status, code, detail);
        problem.Extensions["received"] = report.Received;
        problem.Extensions["created"] = report.Created;
        problem.Extensions["updated"] = report.Updated;
        problem.Extensions["unchanged"] = report.Unchanged;
        problem.Extensions["rejected"] = report.Rejected;
        problem.Extensions["stored"] = report.Stored;
        problem.Extensions["version"] = report.Version;
        if (report.DryRun == true) problem.Extensions["dryRun"] = true;
        problem.Extensions["errors"] = whole.Concat(report.Errors).ToList();
        return TypedResults.Problem(problem);
    }

    private static ProblemDetails Details(int status, string code, string detail) =>
        new() { Type = Problems.TypeOf(code), Title = Problems.TitleOf(status), Status = status, Detail = detail };
}
