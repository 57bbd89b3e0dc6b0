using System.Collections.Concurrent;
using KpiApi.Http;

namespace KpiApi.Ingest;

/// <summary>What each key has written of late, as far as this process saw it: how much was taken, and how much was refused and why. In memory, by the minute.</summary>
internal sealed class WriteLedger(TimeProvider clock)
{
    /// <summary>A token of the provider is a caller of its own; who has not written for longest gives way.</summary>
    private const int MostKeys = 1000;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <param name="context">Of a request that was let through.</param>
    /// <param name="items">That are in the store now, or no longer.</param>
    public static void Accept(HttpContext context, long items) =>
        context.RequestServices.GetRequiredService<WriteLedger>().Add(context.User.KeyId(), items, []);

    /// <param name="codes">Of each item that was refused.</param>
    public void Refuse(string key, IReadOnlyCollection<(string Code, long Items)> codes) => Add(key, 0, codes);

    /// <summary>By the callers' ids.</summary>
    public IEnumerable<KeyValuePair<string, WriteCounts>> All => _entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Counts(Minute())));

    private void Add(string key, long accepted, IReadOnlyCollection<(string Code, long Items)> refused)
    {
        if (_entries.Count >= MostKeys && !_entries.ContainsKey(key) && _entries.MinBy(entry => entry.Value.LastMinute) is { Key: { } oldest }) _entries.TryRemove(oldest, out _);
        _entries.GetOrAdd(key, _ => new Entry()).Add(clock.GetUtcNow(), Minute(), accepted, refused);
    }

    private long Minute() => clock.GetUtcNow().ToUnixTimeSeconds() / 60;

    private sealed class Entry
    {
        private const int MinutesOfDay = 24 * 60;

        private readonly Lock _lock = new();
        private readonly Queue<Slot> _slots = [];
        private Slot? _last;
        private DateTimeOffset? _lastWrite;

        public long LastMinute => _last?.Minute ?? 0;

        public void Add(DateTimeOffset now, long minute, long accepted, IReadOnlyCollection<(string Code, long Items)> refused)
        {
            lock (_lock)
            {
                if (accepted > 0) _lastWrite = now;
                if (_last?.Minute != minute) _slots.Enqueue(_last = new Slot(minute));
                while (_slots.Peek().Minute <= minute - MinutesOfDay) _slots.Dequeue();
                _last.Accepted += accepted;
                foreach (var (code, items) in refused) _last.Refused[code] = _last.Refused.GetValueOrDefault(code) + items;
            }
        }

        public WriteCounts Counts(long minute)
        {
            lock (_lock) return new(_lastWrite, Since(minute - 60), Since(minute - MinutesOfDay));
        }

        private WriteCount Since(long minute)
        {
            var (accepted, refused) = (0L, new SortedDictionary<string, long>(StringComparer.Ordinal));
            foreach (var slot in _slots.Where(slot => slot.Minute > minute))
            {
                accepted += slot.Accepted;
                foreach (var (code, items) in slot.Refused) refused[code] = refused.GetValueOrDefault(code) + items;
            }

            return new(accepted, refused.Values.Sum(), refused);
        }
    }

    private sealed class Slot(long minute)
    {
        public long Minute => minute;
        public long Accepted { get; set; }
        public Dictionary<string, long> Refused { get; } = new(StringComparer.Ordinal);
    }
}

/// <param name="LastWriteAt">When something was last taken; null when nothing was.</param>
internal sealed record WriteCounts(DateTimeOffset? LastWriteAt, WriteCount LastHour, WriteCount LastDay);

/// <param name="Accepted">Items stored, unchanged or deleted.</param>
/// <param name="Rejected">Items, and requests that were refused as a whole.</param>
/// <param name="RejectedByCode">Of the first mistake of each.</param>
internal sealed record WriteCount(long Accepted, long Rejected, IReadOnlyDictionary<string, long> RejectedByCode);
