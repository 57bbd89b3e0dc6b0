using Microsoft.Extensions.Caching.Memory;

namespace KpiApi.Kpis.Caching;

/// <summary>A cache in memory whose limit may change while it is used.</summary>
internal sealed class ResizableCache : IDisposable
{
    /// <summary>The cache looks at its limit again whenever something is added.</summary>
    private readonly MemoryCacheOptions _options;

    private readonly MemoryCache _entries;

    public ResizableCache(long maxBytes) => _entries = new(_options = new() { SizeLimit = maxBytes, TrackStatistics = true });

    /// <summary>What its entries said they take.</summary>
    public long SizeBytes => _entries.GetCurrentStatistics()!.CurrentEstimatedSize!.Value;

    /// <summary>What entries may take together. Those that were not used for the longest time go at once when it becomes less than they do.</summary>
    public long MaxBytes
    {
        get => _options.SizeLimit!.Value;
        set
        {
            _options.SizeLimit = value;
            if (SizeBytes is var held && held > value)
                _entries.Compact((held - value) / (double)held);
        }
    }

    public bool TryGet<T>(object key, out T? entry) => _entries.TryGetValue(key, out entry);

    /// <summary>One that does not fit is not kept; then those that were not used for the longest time make room for the next.</summary>
    public void Set<T>(object key, T entry, long bytes) => _entries.Set(key, entry, new MemoryCacheEntryOptions { Size = bytes });

    public void Clear() => _entries.Clear();

    public void Dispose() => _entries.Dispose();
}
