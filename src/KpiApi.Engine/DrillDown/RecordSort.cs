using System.Text;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.DrillDown;

/// <summary>
/// The order of a list of records: by the value asked for, without one last, and where values are equal in the order of arrival. Knows of each chunk
/// where in the list its records lie, so that a page reads few of them.
/// </summary>
/// <param name="measure">Whose records they are.</param>
internal sealed class RecordSort(RecordQuery asked, Measure measure, FactSnapshot snapshot) : IComparer<FoundRecord>
{
    /// <summary>The chunks that may have records, in the order of the first that each may have.</summary>
    public IEnumerable<(int Index, (long First, long Last) Ranks)> Chunks() =>
        Enumerable.Range(0, snapshot.Chunks.Length).Select(index => (index, Ranks: Ranks(index))).Where(chunk => chunk.Ranks.First <= chunk.Ranks.Last).OrderBy(chunk => chunk.Ranks.First);

    /// <summary>Of a chunk that lies behind another the records come later. Where chunks tell nothing, all ranks are one.</summary>
    public long Rank(FoundRecord record) => Rank(record.AtMs, record.CreatedMs);

    public long Rank(RecordCursor cursor) => Rank(cursor.SortedBy ?? 0, cursor.CreatedMs);

    /// <summary>What the record is sorted by; its chunk is open.</summary>
    public long? Value(FoundRecord record, ChunkReader reader) => asked.Order switch
    {
        RecordOrder.At => record.AtMs,
        RecordOrder.Value => record.Number,
        RecordOrder.Score => Share(record.Row, reader),
        _ => null,
    };

    public int Compare(FoundRecord x, FoundRecord y)
    {
        if (ByValue(x.SortedBy, y.SortedBy) is not 0 and var order)
            return order;
        if (x.Place == y.Place)
            return x.AtMs != y.AtMs ? x.AtMs.CompareTo(y.AtMs) : x.Ordinal.CompareTo(y.Ordinal);
        return x.CreatedMs != y.CreatedMs ? x.CreatedMs.CompareTo(y.CreatedMs) : Key(x.Place).SequenceCompareTo(Key(y.Place));
    }

    public int Compare(FoundRecord found, RecordPlace place)
    {
        var cursor = place.Cursor;
        if (ByValue(found.SortedBy, cursor.SortedBy) is not 0 and var byValue)
            return byValue;
        if (found.CreatedMs != cursor.CreatedMs)
            return found.CreatedMs.CompareTo(cursor.CreatedMs);
        if (Key(found.Place).SequenceCompareTo(place.Owner) is not 0 and var order)
            return order;
        // The one record of a ticket was on a page before, at whatever instant it is now.
        if (measure is Measure.Distinct or Measure.Level)
            return 0;
        return found.AtMs != cursor.AtMs ? found.AtMs.CompareTo(cursor.AtMs) : found.Ordinal.CompareTo(cursor.Ordinal);
    }

    private int ByValue(long? a, long? b)
    {
        if (a is { } mine && b is { } other)
            return asked.Descending ? other.CompareTo(mine) : mine.CompareTo(other);
        return (a is null).CompareTo(b is null);
    }

    private long Rank(long atMs, long createdMs) => asked.Order switch
    {
        null => createdMs,
        RecordOrder.At => asked.Descending ? -atMs : atMs,
        _ => 0,
    };

    /// <summary>The first above the last where the chunk has none.</summary>
    private (long First, long Last) Ranks(int chunk)
    {
        if (asked.Order is null)
        {
            // Tickets arrive more or less in the order of their creation.
            var created = snapshot.Chunks[chunk].Long(FactSchema.Ticket.CreatedAt);
            return (created.Min, created.HasNulls ? long.MaxValue : created.Max);
        }
        if (asked.Order != RecordOrder.At)
            return (0, 0);
        var (min, max) = (long.MaxValue, long.MinValue);
        foreach (var source in measure.Sources)
        {
            var at = snapshot.ZoneMaps[source.At, chunk];
            (min, max) = (Math.Min(min, at.Min), Math.Max(max, Math.Min(at.Max, asked.Query.Period.ToMs - 1)));
        }
        return min > max ? (1, 0) : asked.Descending ? (-max, -min) : (min, max);
    }

    private static long? Share(int row, ChunkReader reader) => reader.Longs(FactSchema.Survey.Score, FactTable.Surveys)[row] is not LongColumn.Null and var units
        ? SurveyScale.Share((SurveyKind)(reader.Codes(FactSchema.Survey.Kind, FactTable.Surveys)[row] - 1), units)
        : null;

    /// <summary>Without opening the chunk.</summary>
    private ReadOnlySpan<byte> Key(int place) => snapshot.Chunks[place / FactChunk.Capacity].Ids.Utf8(place % FactChunk.Capacity);
}

/// <summary>A row that counts, before it is described as a record.</summary>
/// <param name="Place">Of its owner among all.</param>
/// <param name="Row">Of the source's table, in the chunk of the owner.</param>
/// <param name="Number">What it adds, in stored units.</param>
internal readonly record struct FoundRecord(int Place, Source Source, int Row, long AtMs, long Number)
{
    public long CreatedMs { get; init; }

    /// <summary>Among those of the owner at the same instant.</summary>
    public int Ordinal { get; init; }

    /// <summary>Null where it has none, and in the order of arrival.</summary>
    public long? SortedBy { get; init; }
}

/// <summary>The place of a cursor, ready to be compared.</summary>
internal sealed class RecordPlace(RecordCursor cursor)
{
    private readonly byte[] _owner = Encoding.UTF8.GetBytes(cursor.Owner);

    public RecordCursor Cursor => cursor;

    public ReadOnlySpan<byte> Owner => _owner;
}
