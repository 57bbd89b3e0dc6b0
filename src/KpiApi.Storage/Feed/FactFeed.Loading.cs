using System.Collections.Frozen;
using KpiApi.Engine.Columns;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Feed;

/// <summary>Startup: loads everything once, before the first query.</summary>
internal sealed partial class FactFeed
{
    private const int OwnersALine = 1 << 18;

    /// <summary>Publishes everything: from the columns file and the changes since, or all of it from the store.</summary>
    public void LoadAll()
    {
        // Read first: what is committed meanwhile has a later version and is read again.
        var version = queries.ReadVersion();
        status.ObserveVersion(version);
        settings.Replace(queries.ReadSettings());
        _rules = settings.ApplyTo(defaults);
        if (file.TryRead(_rules, progress => readiness.Progress = progress) is { } kept) Restore(kept.Snapshot, kept.Note);
        else DeriveAll(version);
        State = Now();
        if (State.Snapshot.OwnerCount == 0) Restored = State.Point;
    }

    private void Restore(FactSnapshot snapshot, ColumnsFileNote note)
    {
        facts.TakeOver(new FactWriter(snapshot), snapshot.Version);
        _rules = _rules with { Bots = note.Bots.ToFrozenSet(StringComparer.Ordinal) };
        foreach (var hash in note.WaitingHashes()) Waiting.Add(hash);
        Restored = Now().Point;
        StartFrom(snapshot.Version, note.Unpublished);
        Log.Restored(logger, _changed, _publishedVersion);
    }

    /// <summary>A few at a time, so that memory beyond the columns stays flat.</summary>
    /// <param name="version">Not later than any that is read.</param>
    private void DeriveAll(long version)
    {
        _rules = _rules with { Bots = queries.ReadBots().ToFrozenSet(StringComparer.Ordinal) };
        if (!facts.Current.Attributes.AreSameAs(_rules.Attributes)) facts.TakeOver(new FactWriter(attributes: _rules.Attributes), facts.Current.Version);
        // Beside the rest: who changes in the meantime is read again.
        var missing = Task.Run(() => queries.ReadMissingTickets().ToList());
        facts.Load(ReadSources(), source => source.By(_rules), version: 0);
        foreach (var id in missing.GetAwaiter().GetResult()) Waiting.Add(id);
        StartFrom(version, []);
        Log.Loaded(logger, facts.Current.OwnerCount, _publishedVersion);
    }

    private IEnumerable<FactSource> ReadSources()
    {
        var (loaded, told, of) = (0L, 0L, queries.CountOwners());
        foreach (var sources in ReadAhead.Of(queries.ReadAll(queries.PartsOfChunk)))
        {
            foreach (var source in sources)
            {
                if (source.Timeline is { } timeline) longs.Observe(timeline);
                yield return source;
            }

            loaded += sources.Count;
            readiness.Progress = new(loaded, of, null);
            if (loaded - told < OwnersALine) continue;
            Log.Progress(logger, loaded, of);
            told = loaded;
        }
    }

    /// <summary>Follows the store from a version on.</summary>
    /// <param name="version">Of it, or of a later one, the columns hold every owner.</param>
    /// <param name="unpublished">But these tickets, of which they hold less.</param>
    private void StartFrom(long version, IReadOnlyList<string> unpublished)
    {
        _publishedVersion = version;
        // No query runs yet, so most is read without blocking writers, and only the rest in one consistent view.
        using (var loose = queries.OpenLooseView()) CatchUp(loose, unpublished);
        using var view = queries.OpenView();
        CatchUp(view, []);
    }

    /// <summary>In chunks, so that memory stays flat; no query runs yet that could see a part.</summary>
    private void CatchUp(StoreView view, IReadOnlyList<string> unpublished)
    {
        var touched = view.ReadChanges(_publishedVersion, ResolveTombstones);
        foreach (var ticket in unpublished) touched.Read(ticket);
        var sources = Sources(touched, view, out var toRead);
        foreach (var ids in toRead.Chunk(StoreQueries.ChunkSize))
        {
            AddRead(ids, sources, view);
            Publish(sources, _publishedVersion, erased: false);
            sources.Clear();
        }

        Publish(sources, view.Version, touched.Erased);
    }
}
