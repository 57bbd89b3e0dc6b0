using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns;

/// <summary>Loading everything.</summary>
public sealed partial class FactWriter
{
    /// <summary>
    /// Publishes changes that come one after the other, nearly all of owners without a place: each is written as it comes, and a chunk is published
    /// when it is full, so that no more of them is in memory than one chunk's columns.
    /// </summary>
    /// <param name="changes">Read once. A later one of the same owner wins, and is kept until all others are written.</param>
    public FactSnapshot Load<T>(IEnumerable<T> changes, Func<T, OwnerKey> keyOf, Func<T, OwnerFacts?> factsOf, long version)
    {
        var (editor, written, later) = (_editors[0], new HashSet<OwnerKey>(), new List<T>());
        foreach (var change in changes)
        {
            var key = keyOf(change);
            if (written.Contains(key) || _index.Value.Find(key, _current.Chunks) >= 0)
            {
                later.Add(change);
            }
            else if (factsOf(change) is { } facts)
            {
                if (written.Count == 0)
                    editor.Open(_current.Chunks is [.., { OwnerCount: < FactChunk.Capacity } last] ? last : FactChunk.Empty);
                written.Add(key);
                editor.Append(facts);
                if (!editor.HasRoom)
                    PublishLoaded(editor, written, version);
            }
        }
        if (written.Count > 0)
            PublishLoaded(editor, written, version);
        return Publish(later, keyOf, factsOf, version);
    }

    private void PublishLoaded(ChunkEditor editor, HashSet<OwnerKey> written, long version)
    {
        List<FactChunk> chunks = [.. _current.Chunks is [.., { OwnerCount: < FactChunk.Capacity }] ? _current.Chunks[..^1] : _current.Chunks, editor.Close()];
        IndexNew(chunks);
        _current = new FactSnapshot([.. chunks], _names.ToImmutable(), version, _current);
        written.Clear();
    }
}
