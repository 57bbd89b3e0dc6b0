using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace KpiApi.Storage.Writing;

/// <summary>Something under way: its span ends, and its seconds are recorded, when it is disposed of.</summary>
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
