using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Http.Errors;

namespace KpiApi.Kpis.Admission;

/// <summary>A question that is not answered now, though nothing is wrong with it.</summary>
internal sealed class QueryRefusedException(int status, RequestError error) : RefusedException(status, error)
{
    public static QueryRefusedException Full(QueueFullException full) => full.IsOfKey ? TooMany() : Busy();

    private static QueryRefusedException TooMany() => new(StatusCodes.Status429TooManyRequests,
        new("too_many_queries", "Too many queries of this key are waiting already; ask again when some of them are answered."));

    private static QueryRefusedException Busy() => new(StatusCodes.Status503ServiceUnavailable,
        new("queries_busy", "Too many queries are waiting at the moment."));

    public static QueryRefusedException TimedOut(TimeSpan time) => new(StatusCodes.Status503ServiceUnavailable,
        new("query_timeout", FormattableString.Invariant($"The answer was not there after {time.TotalSeconds} s. Ask for fewer metrics, group by fewer dimensions, filter, or ask for a shorter period.")));

    public static QueryRefusedException TooManyWaits(int most) => new(StatusCodes.Status429TooManyRequests,
        new("too_many_waits", FormattableString.Invariant($"More than {most} requests of this key wait for a version.")) { Parameter = "minVersion" });
}
