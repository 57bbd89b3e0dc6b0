using KpiApi.Storage.Reading;

namespace KpiApi.Changes;

/// <summary>All changes of some kinds after one version and up to another, in order, merged from their tables page by page.</summary>
internal static class ChangeFeed
{
    public static IEnumerable<Change> Read(StoreQueries store, IReadOnlyList<ChangeKind> kinds, long since, long until)
    {
        // Tombstones first: within a version they are applied before its rows, since a row that moved has both.
        var sources = kinds.Select(kind => kind.Read(store, since, until)).Prepend(Deletions(store, kinds, since, until)).Select(source => source.GetEnumerator()).ToList();
        try
        {
            var next = new PriorityQueue<int, (long Version, int Source)>();
            for (var source = 0; source < sources.Count; source++) Enqueue(source);
            while (next.TryDequeue(out var source, out _))
            {
                yield return sources[source].Current;
                Enqueue(source);
            }

            void Enqueue(int source)
            {
                if (sources[source].MoveNext()) next.Enqueue(source, (sources[source].Current.Version, source));
            }
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }

    /// <summary>Of the kinds asked for; settings leave tombstones as well.</summary>
    private static IEnumerable<Change> Deletions(StoreQueries store, IReadOnlyList<ChangeKind> kinds, long since, long until) =>
        from stone in store.ReadTombstones(since, until)
        let kind = kinds.FirstOrDefault(kind => kind.Kind == stone.Row.Kind)
        where kind is not null
        select new Change(stone.Place.Version, kind, null, stone.Row.Hash);
}
