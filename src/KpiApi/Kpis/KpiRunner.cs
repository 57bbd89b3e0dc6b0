using System.Security.Claims;
using KpiApi.Auth;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Drivers;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using KpiApi.Http;
using KpiApi.Http.Tables;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Endpoints;
using KpiApi.Kpis.Responses;
using KpiApi.Settings;
using KpiApi.Storage.Feed;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KpiApi.Kpis;

/// <summary>The one road from a request to its numbers, whichever door it came through.</summary>
internal sealed class KpiRunner(
    FactWriter facts, QueryExecutor executor, FactFeed feed, CurrentSettings settings, StoreFreshness freshness, KpiTelemetry telemetry, TimeProvider clock,
    IOptions<KpiOptions> options, QueryAdmission admission)
{
    /// <summary>Some 300 bytes each.</summary>
    private const int MaxMadeValues = 100_000;

    private readonly DateTimeZone _zone = TimeZones.Find(options.Value.TimeZone)!;

    /// <summary>True while numbers come with the warning that they are of some time ago, or by rules that have changed.</summary>
    public bool IsStale => freshness.IsStale || feed.IsDeriving;

    /// <summary>The data that queries see now.</summary>
    public FactSnapshot Newest => facts.Current;

    /// <summary>The query with the snapshot that it was checked against, or everything that is wrong with it.</summary>
    /// <param name="caller">Who asks: not everybody may see agents.</param>
    /// <param name="on">The data to ask; null for the newest.</param>
    /// <param name="at">The moment of asking; null for now.</param>
    public (KpiQuery? Query, FactSnapshot Snapshot, IReadOnlyList<QueryError> Errors) Parse(
        KpiRequest request, ClaimsPrincipal caller, FactSnapshot? on = null, Instant? at = null) => Parse(request, caller, on, at, QueryParser.Parse);

    /// <summary>The same for why a metric changed.</summary>
    public (DriversQuery? Query, FactSnapshot Snapshot, IReadOnlyList<QueryError> Errors) ParseDrivers(
        KpiRequest request, ClaimsPrincipal caller, FactSnapshot? on = null, Instant? at = null) => Parse(request, caller, on, at, DriversParser.Parse);

    private (T? Query, FactSnapshot Snapshot, IReadOnlyList<QueryError> Errors) Parse<T>(
        KpiRequest request, ClaimsPrincipal caller, FactSnapshot? on, Instant? at, Func<KpiRequest, FactSnapshot, QueryDefaults, (T?, IReadOnlyList<QueryError>)> parse)
        where T : class
    {
        using var timing = telemetry.Query("parse");
        var snapshot = on ?? facts.Current;
        if (AgentQuestions.Refusal(request, caller) is { } refusal)
            return (null, snapshot, [refusal]);
        var (query, errors) = parse(request, snapshot, Defaults(at ?? Instant.FromDateTimeOffset(clock.GetUtcNow())));
        return (query, snapshot, errors);
    }

    /// <summary>Plans a query, so that its cost is known.</summary>
    public PreparedQuery Prepare(KpiQuery query, FactSnapshot snapshot)
    {
        using var timing = telemetry.Query("plan");
        return executor.Prepare(query, snapshot);
    }

    public PreparedDrivers Prepare(DriversQuery query, FactSnapshot snapshot)
    {
        using var timing = telemetry.Query("plan");
        return new PreparedDrivers(query, snapshot, executor);
    }

    /// <summary>The numbers, with a warning more when the store is away. On a thread for queries.</summary>
    public (KpiResult? Result, IReadOnlyList<QueryError> Errors) Execute(PreparedQuery prepared, Helpers helpers, CancellationToken cancel)
    {
        using var timing = telemetry.Query("execute");
        var (result, errors) = prepared.Execute(helpers, cancel);
        return result is null ? (null, WithReason(errors)) : (Warnings(result.Version).ToList() is { Count: > 0 } more ? result with { Warnings = [.. result.Warnings, .. more] } : result, errors);
    }

    public (DriversResult? Result, IReadOnlyList<QueryError> Errors) Execute(PreparedDrivers prepared, Helpers helpers, CancellationToken cancel)
    {
        using var timing = telemetry.Query("execute");
        var (result, errors) = prepared.Execute(helpers, cancel);
        return result is null ? (null, WithReason(errors)) : (result with { Warnings = [.. result.Warnings, .. Warnings(result.Version)] }, errors);
    }

    /// <summary>The same with its rows made, for who reads them on another thread; where they are too many for memory they are made there, as far as they are read.</summary>
    public (KpiResult? Result, IReadOnlyList<QueryError> Errors) ExecuteWithRows(PreparedQuery prepared, Helpers helpers, CancellationToken cancel)
    {
        var (result, errors) = Execute(prepared, helpers, cancel);
        if (result is null || (long)result.Rows.Count * result.Query.Metrics.Count > MaxMadeValues)
            return (result, errors);
        var rows = new List<KpiRow>(result.Rows.Count);
        foreach (var row in result.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            rows.Add(row);
        }
        return (result with { Rows = rows }, errors);
    }

    /// <summary>A result as text: all of it, or the first piece of a long one.</summary>
    public AnswerText Render(KpiResult result, TableForm form, CancellationToken cancel)
    {
        using var timing = telemetry.Query("render");
        AnswerText text = form.IsTable ? TableText.Of(KpiTable.Of(result, form), form) : new KpiText(result, form);
        text.WriteMore(LongAnswer.WholeBytes, cancel);
        return text;
    }

    /// <summary>Both steps, for the service's own use. Exactly one of the two results is there.</summary>
    public (KpiResult? Result, IReadOnlyList<QueryError> Errors) Run(KpiRequest request, CancellationToken cancel)
    {
        var (query, snapshot, errors) = Parse(request, Callers.Local);
        return query is null ? (null, errors) : Execute(Prepare(query, snapshot), Helpers.OfPool, cancel);
    }

    /// <summary>True for a warning about this moment: with it, an answer is no copy of one without.</summary>
    public static bool IsOfNow(KpiWarning warning) => warning.Code is StoreFreshness.Code or QueryError.Deriving;

    private IEnumerable<KpiWarning> Warnings(long version)
    {
        if (freshness.Warning is { } stale)
            yield return stale;
        if (feed.IsDeriving || version < feed.RulesSince)
            yield return new KpiWarning(QueryError.Deriving, "Calendars or SLA policies have changed, and facts are being derived again: these are the numbers of the rules before.");
    }

    /// <summary>What would be answered by the calendar that facts are being derived by is no mistake of the caller.</summary>
    private IReadOnlyList<QueryError> WithReason(IReadOnlyList<QueryError> errors) => feed.IsDeriving && errors is [{ Code: "no_calendar" } error]
        ? [error with { Code = QueryError.Deriving, Message = "Calendars have changed, and facts are being derived by them: ask again soon.", Nearest = null }]
        : errors;

    private QueryDefaults Defaults(Instant now) => new(_zone, now)
    {
        HasCalendar = feed.Rules.Calendars.Count > 0,
        IsDerivingCalendar = settings.Current.Calendars.Count > 0,
        Targets = settings.Current.TargetsInForce,
        FcrWindowMs = feed.Rules.FcrWindowMs,
        MaxValues = admission.MaxValues,
    };
}
