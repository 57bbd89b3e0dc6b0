using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using KpiApi.Kpis;
using KpiApi.Kpis.Admission;
using KpiApi.Settings;
using NodaTime;

namespace KpiApi.Alerts.Evaluation;

/// <summary>
/// Alerts about metrics, by the road of every query, in turn with the callers' keys, once a minute. A window that is over is asked again only
/// when there is other data, or when the day turns and it is another window.
/// </summary>
internal sealed class MetricRounds(KpiRunner runner, QueryAdmission admission)
{
    private const long MinuteMs = 60_000;

    private readonly Dictionary<string, Watched> _alerts = new(StringComparer.Ordinal);

    /// <summary>A new alert, or one that is another now, with how it stands.</summary>
    public void Begin(AlertSetting alert, IEnumerable<OpenState> states) => _alerts[alert.Id] = new(states.ToDictionary(state => state.Subject, StringComparer.Ordinal));

    /// <summary>Forgets all others.</summary>
    public void Keep(IReadOnlyDictionary<string, AlertSetting> alerts)
    {
        foreach (var id in _alerts.Keys.Where(id => alerts.GetValueOrDefault(id) is not { When.HasState: true }).ToList()) _alerts.Remove(id);
    }

    /// <summary>What has crossed its threshold, there or back, each with how it stood before.</summary>
    public async Task<IReadOnlyList<(Crossing Crossing, OpenState Before)>> FindAsync(AlertSetting alert, FactSnapshot snapshot, long nowMs, CancellationToken cancel)
    {
        var watched = _alerts[alert.Id];
        if (watched.Minute == nowMs / MinuteMs || runner.IsStale) return [];
        watched.Minute = nowMs / MinuteMs;
        // What a declared attribute or a calendar is missing for has an error, and reports nothing until it is there again.
        if (Ask(alert.When, snapshot, nowMs) is not { } query || query.Period.ToMs < alert.MadeAtMs || watched.IsSame(query, snapshot.Version, nowMs)) return [];
        var found = new List<(Crossing, OpenState)>();
        if (await AnswerAsync(query, snapshot, cancel) is not { } result) return found;
        watched.Last = (query.Period, snapshot.Version);
        foreach (var crossing in Crossings(alert.When, result))
        {
            var before = watched.States.GetValueOrDefault(crossing.Subject) ?? OpenState.Never(crossing.Subject);
            if (before.IsOpen != crossing.IsOpen) found.Add((crossing, before));
        }

        return found;
    }

    /// <summary>How it stands now, after what was stored.</summary>
    public void MarkReported(AlertSetting alert, IEnumerable<OpenState> states)
    {
        foreach (var state in states) _alerts[alert.Id].States[state.Subject] = state;
    }

    private KpiQuery? Ask(AlertWhen when, FactSnapshot snapshot, long nowMs)
    {
        var at = Instant.FromUnixTimeMilliseconds(nowMs);
        if (when.Metric is not null) return runner.Parse(AlertQueries.OfMetric(when, nowMs).Add("allowUnknown", "true"), AlertQueries.Caller, snapshot, at).Query;
        return AlertQueries.Complete(runner, when, snapshot, at) is { } period
            ? runner.Parse(AlertQueries.OfBuckets(when, period.FromMs, period.ToMs), AlertQueries.Caller, snapshot, at).Query
            : null;
    }

    /// <summary>Null where it is refused, or the data answer it with an error: the next minute asks again.</summary>
    private async Task<KpiResult?> AnswerAsync(KpiQuery query, FactSnapshot snapshot, CancellationToken cancel)
    {
        var prepared = runner.Prepare(query, snapshot);
        try
        {
            return await admission.RunAsync(AlertQueries.Caller, prepared.Cost, (helpers, gone) => runner.ExecuteWithRows(prepared, helpers, gone).Result, cancel);
        }
        catch (QueryRefusedException)
        {
            return null;
        }
    }

    private static IEnumerable<Crossing> Crossings(AlertWhen when, KpiResult result) =>
        when.Metric is null ? OfLastBucket(result) : OfValue(when, result.Totals[0]) is { } crossing ? [crossing] : [];

    /// <summary>Null where there is no value, too small a sample or no target: that neither opens nor closes.</summary>
    private static Crossing? OfValue(AlertWhen when, KpiValue total)
    {
        var threshold = (when.Above ?? when.Below)!.Value;
        if (total.Value is not { } value || total.Count < when.MinCount || (AlertQueries.IsTarget(threshold) ? total.Target?.Value : threshold.GetDecimal()) is not { } limit) return null;
        return new("", when.Above is null ? value < limit : value > limit, value, limit);
    }

    /// <summary>The last bucket's rows come first. A group of which nothing is expected neither opens nor closes.</summary>
    private static IEnumerable<Crossing> OfLastBucket(KpiResult result)
    {
        var last = result.Query.Buckets.Count - 1;
        foreach (var row in result.Rows.TakeWhile(row => row.Bucket == last))
        {
            if (row.Values[0] is not { Value: { } value, Expected: { High: { } high, Low: { } low } expected }) continue;
            var threshold = expected.Unusual == Unusual.Low || (expected.Unusual is null && high - value > value - low) ? low : high;
            yield return new(row.Keys is [{ } group] ? group : "", expected.Unusual is not null, value, threshold);
        }
    }

    private sealed class Watched(Dictionary<string, OpenState> states)
    {
        public Dictionary<string, OpenState> States => states;

        public long Minute { get; set; } = long.MinValue;

        /// <summary>What was answered last; null when nothing was.</summary>
        public (TimeRange Period, long Version)? Last { get; set; }

        /// <summary>True when the answer is that of the last time: the window is over, and the data are the same.</summary>
        public bool IsSame(KpiQuery query, long version, long nowMs) =>
            query.Period.ToMs <= nowMs && !query.Metrics[0].Metric.DependsOnNow && Last == (query.Period, version);
    }
}
