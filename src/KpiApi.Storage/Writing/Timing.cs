using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace KpiApi.Storage.Writing;

/// <summary>An operation in progress: disposing it ends its span and records its duration.</summary>
internal readonly struct Timing(Histogram<double> seconds, Activity? span, TimeProvider clock, KeyValuePair<string, object?> tag = default) : IDisposable
{
    private readonly long _started = clock.GetTimestamp();

    public void Dispose()
    {
        var elapsed = clock.GetElapsedTime(_started).TotalSeconds;
        if (tag.Key is null) seconds.Record(elapsed);
        else seconds.Record(elapsed, tag);
        span?.Dispose();
    }
}
