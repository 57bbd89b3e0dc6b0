using KpiApi.Engine.Queries;
using KpiApi.Http.Errors;
using KpiApi.Http.Tables;
using KpiApi.Kpis;
using KpiApi.Settings;

namespace KpiApi.Reports;

internal static class ReportChecks
{
    /// <summary>Everything that is wrong with a report's query, as it would be asked now.</summary>
    public static IReadOnlyList<RequestError> Check(HttpContext context, ReportSetting report)
    {
        try
        {
            var errors = new List<QueryError>();
            var request = ReportRequests.Of(report);
            FormParameters.Check(context.Request, request, errors);
            errors.AddRange(context.RequestServices.GetRequiredService<KpiRunner>().Parse(request, context.User).Errors);
            return [.. errors.Select(error => new RequestError(error.Code, error.Message, error.Nearest) { Pointer = "/query/" + error.Parameter, Value = error.Value })];
        }
        catch (RefusedException refused)
        {
            return [refused.Error with { Pointer = "/query" + refused.Error.Pointer }];
        }
    }
}
