using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Columns.Chunks;

/// <summary>
/// Where in time the rows of each chunk lie, column by column: what decides which chunks a query reads. Kept apart from the chunks, side by
/// side, because looking into hundreds of chunks for it takes longer than reading the few that count. Made when first asked for, from those of
/// the snapshot before wherever a chunk is the same.
/// </summary>
internal sealed class ZoneMaps
{
    private readonly FactChunk[] _chunks;
    private readonly ColumnZones?[] _before;
    private readonly ColumnZones?[] _columns = new ColumnZones?[FactSchema.Longs.Count];

    /// <param name="chunks">Of the snapshot.</param>
    /// <param name="before">Of the snapshot before.</param>
    public ZoneMaps(FactChunk[] chunks, ZoneMaps? before = null)
    {
        _chunks = chunks;
        // Only what was made, not the one before itself, which would hold the one before it.
        _before = before is null ? new ColumnZones?[_columns.Length] : [.. before._columns.Zip(before._before, (made, older) => made ?? older)];
    }

    public int Count => _chunks.Length;

    public ZoneMap this[LongField field, int chunk] => (_columns[field.Ordinal] ??= Make(field)).Spans[chunk];

    private ColumnZones Make(LongField field)
    {
        var before = _before[field.Ordinal];
        var made = new ColumnZones(new long[_chunks.Length], new ZoneMap[_chunks.Length]);
        for (var i = 0; i < _chunks.Length; i++)
        {
            made.ChunkIds[i] = _chunks[i].Id;
            var isSame = i < before?.ChunkIds.Length && before.ChunkIds[i] == made.ChunkIds[i];
            made.Spans[i] = isSame ? before!.Spans[i] : ZoneMap.Of(_chunks[i].Long(field));
        }
        return made;
    }

    /// <param name="ChunkIds">Ids of the chunks of the snapshot, in order.</param>
    private sealed record ColumnZones(long[] ChunkIds, ZoneMap[] Spans);
}

/// <summary>The smallest and the largest value of a column, and between them the stretches of three days that hold any.</summary>
/// <param name="Min">Above <paramref name="Max"/> when there is no value.</param>
/// <param name="Stretches">See <see cref="StretchesOf"/>.</param>
internal readonly record struct ZoneMap(long Min, long Max, bool HasNulls, ulong Stretches)
{
    /// <summary>About three days: 2²⁸ ms. After 64 of them the bits begin again, so a bit may stand for several stretches, and only its absence tells anything.</summary>
    private const int StretchBits = 28;

    public static ZoneMap Of(LongColumn column) => new(column.Min, column.Max, column.HasNulls, column.Stretches);

    /// <summary>False when no value lies in [from, to).</summary>
    public bool MayHave(long from, long to) => from < to && Min <= Max && Max >= from && Min < to && (Stretches & StretchesBetween(Math.Max(from, Min), Math.Min(to - 1, Max))) != 0;

    /// <summary>One bit for each stretch that a value lies in. So a few tickets that were solved a year later do not make all queries about that year read their chunk.</summary>
    public static ulong StretchesOf(ReadOnlySpan<long> values)
    {
        var stretches = 0UL;
        foreach (var value in values)
            stretches |= value == LongColumn.Null ? 0 : 1UL << (int)(value >> StretchBits & 63);
        return stretches;
    }

    private static ulong StretchesBetween(long first, long last)
    {
        var (from, count) = (first >> StretchBits, (last >> StretchBits) - (first >> StretchBits) + 1);
        return count >= 64 ? ulong.MaxValue : ulong.RotateLeft((1UL << (int)count) - 1, (int)(from & 63));
    }
}
