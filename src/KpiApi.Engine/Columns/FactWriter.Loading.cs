using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns;

/// <summary>Loading everything.</summary>
public sealed partial class FactWriter
{
    /// <summary>
    /// Publishes owners that come one after the other, each once, where there are none: each is written as it comes, and a chunk is published
    /// when it is full, so that no more of them is in memory than one chunk's columns. No owner is looked for, so they are indexed afterwards, all at once.
    /// </summary>
    /// <param name="owners">Enumerated one time only.</param>
    /// <param name="factsOf">Null for an owner without any.</param>
    /// <exception cref="InvalidOperationException">There are owners already. The next publish throws it when an owner came twice.</exception>
    public FactSnapshot Load<T>(IEnumerable<T> owners, Func<T, OwnerFacts?> factsOf, long version)
    {
        if (_current.Chunks.Length > 0)
            throw new InvalidOperationException("Facts are loaded where there are none.");
        var (editor, written) = (_editors[0], 0);
        foreach (var owner in owners)
        {
            if (factsOf(owner) is not { } facts)
                continue;
            if (written++ == 0)
                editor.Open(FactChunk.Empty);
            editor.Append(facts);
            if (editor.HasRoom)
                continue;
            PublishLoaded(editor, version);
            written = 0;
        }
        if (written > 0)
            PublishLoaded(editor, version);
        IndexLater(_current.Chunks);
        return _current = new FactSnapshot(_current.Chunks, _names.ToImmutable(), version, _current);
    }

    private void PublishLoaded(ChunkEditor editor, long version) =>
        _current = new FactSnapshot([.. _current.Chunks, editor.Close()], _names.ToImmutable(), version, _current);

    /// <summary>Seconds for ten million owners, in which queries are answered already: only changes need it, and wait for it.</summary>
    private void IndexLater(FactChunk[] chunks)
    {
        var index = _index = new Lazy<OwnerIndex>(() => OwnerIndex.Of(chunks));
        _ = Task.Run(() => index.Value);
    }
}
