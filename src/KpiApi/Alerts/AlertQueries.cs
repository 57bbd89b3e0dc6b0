using System.Security.Claims;
using System.Text.Json;
using KpiApi.Auth;
using KpiApi.Engine.Alerts;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using KpiApi.Http;
using KpiApi.Kpis;
using KpiApi.Settings;
using KpiApi.Storage.Tables;
using NodaTime;

namespace KpiApi.Alerts;

/// <summary>What alerts ask: queries as anybody asks them, lists of tickets, and conditions of facts.</summary>
internal static class AlertQueries
{
    /// <summary>Takes turns with the callers' keys as one of them.</summary>
    public static readonly ClaimsPrincipal Caller = Callers.Of("Alerts", "alerts", Scopes.Admin);

    private const long DayMs = 86_400_000;

    /// <summary>The query of an alert of a metric: one number.</summary>
    public static KpiRequest OfMetric(AlertWhen when, long nowMs)
    {
        var request = new KpiRequest().Add("metrics", when.Metric).Add("hours", when.Hours).Add("include", "target");
        if (AlertReader.WindowMs(when.Window!) is { } windowMs) Between(request, nowMs - windowMs, nowMs);
        else request.Add("period", when.Window);
        return WithFilters(request, when);
    }

    /// <summary>The query of an alert of unusual buckets, over the last of them: also a group that has nothing in the last one has it, if it had something before.</summary>
    public static KpiRequest OfBuckets(AlertWhen when, long fromMs, long toMs)
    {
        var request = Between(new KpiRequest().Add("metrics", when.Unusual).Add("interval", when.Interval).Add("include", HistoryOf).Add("orderBy", "-time"), fromMs, toMs);
        return when.GroupBy is { } dimension ? request.Add("groupBy", dimension) : request;
    }

    /// <summary>What <see cref="OfBuckets"/> is asked for: up to the last bucket that is over. Null where the alert means nothing any more.</summary>
    public static TimeRange? Complete(KpiRunner runner, AlertWhen when, FactSnapshot snapshot, Instant now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var request = OfBuckets(when with { GroupBy = null }, nowMs - (when.Interval == "hour" ? DayMs : 8 * DayMs), nowMs);
        if (runner.Parse(request, Caller, snapshot, now).Query?.Buckets is not RunningBuckets buckets) return null;
        var last = buckets.Count - 1;
        while (buckets.EndMs(last) > nowMs) last--;
        return new(buckets.StartMs(0), buckets.EndMs(last));
    }

    /// <summary>The filters as parameters; what is no filter is one that nobody knows.</summary>
    public static KpiRequest WithFilters(KpiRequest request, AlertWhen when)
    {
        foreach (var (name, values) in when.Filters ?? new Dictionary<string, IReadOnlyList<string?>>())
        {
            var filter = Engine.Metrics.DimensionNames.OfFilter(name) is null ? $"filters.{name}" : name;
            request.Add(filter);
            foreach (var value in values) request.Add(filter, value);
        }

        return request;
    }

    /// <summary>The alert as the engine watches for it; null of one about a metric, and of one whose filters mean nothing any more.</summary>
    public static WatchedAlert? Watched(AlertSetting alert, FactSnapshot snapshot)
    {
        var when = alert.When;
        FactCondition? condition = when switch
        {
            { Ticket: "awaiting_first_response" } => new FirstResponseOverdue(when.ForSeconds!.Value * 1_000),
            { Ticket: not null } => new ReplyOverdue(when.ForSeconds!.Value * 1_000),
            { Sla: { } clock } => new SlaNearlyDue(Target(clock), when.BeforeDueSeconds!.Value * 1_000),
            { Survey: { } kind } => new NegativeAnswer((SurveyKind)SurveyKindNames.All.ToList().IndexOf(kind)),
            _ => null,
        };
        if (condition is null) return null;
        var parser = new TicketListParser(WithFilters(new KpiRequest().Add("allowUnknown", "true"), when), snapshot);
        var filters = parser.Filters([]);
        // Many sources tell whole seconds: an answer of the second in which the alert was made came after it.
        return parser.Errors.Count == 0 ? new(alert.Id, alert.MadeAtMs / 1_000 * 1_000 - 1, condition, filters) : null;
    }

    /// <summary>True of a threshold that is the metric's target.</summary>
    public static bool IsTarget(JsonElement threshold) => threshold.ValueKind == JsonValueKind.String;

    private const string HistoryOf = "expected";

    private static SlaTarget Target(string clock) => clock switch
    {
        "first_response" => SlaTarget.FirstResponse,
        "next_reply" => SlaTarget.NextReply,
        _ => SlaTarget.Resolution,
    };

    private static KpiRequest Between(KpiRequest request, long fromMs, long toMs) => request.Add("from", InstantText.Utc(fromMs)).Add("to", InstantText.Utc(toMs));
}
