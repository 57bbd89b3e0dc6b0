using System.Diagnostics;
using System.Diagnostics.Metrics;
using KpiApi.Engine.Columns;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Writing;

/// <summary>Metrics of the store: rows, commits, and how far the visible facts lag behind. They contain no names, keys or ids.</summary>
internal sealed class StoreTelemetry : IDisposable
{
    /// <summary>The name of the service's only meter and activity source.</summary>
    public const string Name = "KpiApi";

    /// <summary>From 0.1 ms for a fast query to 10 s for a commit on a slow disk.</summary>
    public static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] };

    private readonly ActivitySource _spans = new(Name);
    private readonly TimeProvider _clock;
    private readonly Counter<long> _rows;
    private readonly Histogram<long> _group;
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _publish;

    public StoreTelemetry(IMeterFactory meters, FactWriter facts, FeedStatus feed, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create(Name);
        _rows = meter.CreateCounter<long>("kpi.ingest.rows", "{row}", "Rows by kind and outcome: created, updated, unchanged, deleted, rejected.");
        _group = meter.CreateHistogram<long>("kpi.store.group.size", "{write}", "Writes that shared a transaction.");
        _commit = meter.CreateHistogram("kpi.store.commit.duration", "s", "Writing a group until it is durable.", advice: Seconds);
        _publish = meter.CreateHistogram("kpi.facts.publish.duration", "s", "Deriving a group's facts and making them visible.", advice: Seconds);
        meter.CreateObservableGauge("kpi.feed.lag", () => feed.Lag, "{version}", "Versions that the store is known to have and queries do not see yet.");
        meter.CreateObservableGauge("kpi.facts.age", () => feed.Age.TotalSeconds, "s", "Since queries were last known to see all that the store has.");
        meter.CreateObservableGauge("kpi.facts.columns.size", () => facts.Current.SizeBytes, "By", "Held by the columns.");
    }

    /// <summary>Measures a group's transaction until disposed.</summary>
    public Timing Commit(int writes)
    {
        _group.Record(writes);
        return new(_commit, _spans.StartActivity("store.commit")?.SetTag("writes", writes), _clock);
    }

    /// <summary>Measures making a group visible until disposed.</summary>
    public Timing Publish() => new(_publish, _spans.StartActivity("facts.publish"), _clock);

    public void Count(RecordKind kind, in WriteResult rows)
    {
        Count(kind, "created", rows.Created);
        Count(kind, "updated", rows.Updated);
        Count(kind, "unchanged", rows.Unchanged);
        Count(kind, "deleted", rows.Deleted);
    }

    public void CountRejected(RecordKind kind, long rows) => Count(kind, "rejected", rows);

    public void Dispose() => _spans.Dispose();

    private void Count(RecordKind kind, string outcome, long rows)
    {
        if (rows > 0) _rows.Add(rows, new("kind", kind.ToString().ToLowerInvariant()), new("outcome", outcome));
    }
}
