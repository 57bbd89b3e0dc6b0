using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Scan;

/// <summary>
/// Makes the selection vector of a chunk: the numbers of the rows that count, ascending. Every function writes it to the front of
/// <c>rows</c> and returns its length; those that begin with <c>Keep</c> shorten one that is there.
/// </summary>
internal static class RowSelection
{
    /// <summary>All rows of the open chunk that are in the scope.</summary>
    public static int Select(ChunkReader reader, in RowScope scope, int[] rows)
    {
        var column = reader.Chunk.Long(scope.Source.At);
        var (from, to) = scope.Period;
        if (column.Min > column.Max || column.Max < from || column.Min >= to)
            return 0;
        foreach (var filter in scope.Filters)
        {
            if (filter.IsRare && filter.Field.Table == scope.Source.Table)
                return SelectRare(reader, scope, filter, rows);
        }
        using var bitmap = RowBitmap.All(column.Length);
        return Select(reader, scope, bitmap, rows);
    }

    /// <summary>Those of the rows set that are in the scope.</summary>
    private static int Select(ChunkReader reader, in RowScope scope, RowBitmap bitmap, int[] rows)
    {
        reader.Chunk.Long(scope.Source.At).KeepWithin(scope.Period.FromMs, scope.Period.ToMs, bitmap);
        var isOfTicket = false;
        foreach (var filter in scope.Filters)
        {
            if (filter.Field.Table == scope.Source.Table)
                reader.Chunk.Codes(filter.Field).KeepPassing(filter.Codes, bitmap);
            else
                isOfTicket = true;
        }
        var left = KeepWhere(reader.Chunk, scope, bitmap);
        var count = bitmap.List(rows);
        if (isOfTicket)
            count = KeepOwners(reader, scope, rows.AsSpan(0, count));
        return left is null ? count : KeepWhere(reader, scope.Source.Table, left, rows.AsSpan(0, count));
    }

    /// <summary>The stragglers among them.</summary>
    public static int SelectStragglers(ChunkReader reader, in RowScope scope, Stragglers stragglers, int[] rows)
    {
        var count = stragglers.Select(scope.Period.FromMs, scope.Period.ToMs, rows);
        return KeepPassing(reader, scope, rows.AsSpan(0, count));
    }

    /// <summary>All but the stragglers.</summary>
    public static int SelectOthers(ChunkReader reader, in RowScope scope, Stragglers stragglers, int[] rows)
    {
        using var bitmap = RowBitmap.All(reader.Chunk.RowCount(scope.Source.Table));
        stragglers.ClearIn(bitmap);
        return Select(reader, scope, bitmap, rows);
    }

    /// <summary>Intervals that begin before the last bucket ends and do not end before the first begins.</summary>
    public static int SelectOverlapping(ChunkReader reader, Source source, RunningBuckets buckets, int[] rows)
    {
        var (beginsMs, endsMs) = (buckets.BeginsAtMs(0), buckets.LevelAtMs(buckets.Count - 1));
        var (fromColumn, toColumn) = (reader.Chunk.Long(source.At), reader.Chunk.Long(source.Until!));
        if (fromColumn.Min > fromColumn.Max || fromColumn.Min >= endsMs || (!toColumn.HasNulls && toColumn.Max < beginsMs))
            return 0;
        // Most intervals of most chunks ended before the period, so their ends decide first, as they are stored.
        var left = toColumn.SelectFrom(beginsMs, rows);
        if (fromColumn.Max < endsMs && !fromColumn.HasNulls)
            return left;
        var from = reader.Longs(source.At, source.Table, rows.AsSpan(0, left));
        var count = 0;
        foreach (var row in rows.AsSpan(0, left))
        {
            rows[count] = row;
            count += from[row] < endsMs ? 1 : 0;
        }
        return count;
    }

    /// <summary>Whether rows, of which none comes twice, are the first ones of their table without a gap.</summary>
    public static bool AreFirst(ReadOnlySpan<int> rows) => rows.IsEmpty || rows[^1] == rows.Length - 1;

    /// <summary>Keeps the rows that pass every filter.</summary>
    public static int KeepPassing(ChunkReader reader, FactTable table, IReadOnlyList<CodeFilter> filters, Span<int> rows)
    {
        var count = rows.Length;
        for (var i = 0; i < filters.Count && count > 0; i++)
            count = KeepPassing(reader.Codes(filters[i].Field, table, rows[..count]), filters[i].Passes, rows[..count]);
        return count;
    }

    /// <summary>Keeps the rows that pass a test.</summary>
    public static int KeepWhere(ChunkReader reader, FactTable table, RowTest where, Span<int> rows)
    {
        var test = new RowTestReader(reader, table, rows, where);
        var count = 0;
        foreach (var row in rows)
        {
            rows[count] = row;
            count += test.Count(row);
        }
        return count;
    }

    /// <summary>Copies the rows that pass a test, with their cells.</summary>
    public static int CopyWhere(in RowTestReader test, ReadOnlySpan<int> rows, int[] cells, int[] toRows, int[] toCells)
    {
        var count = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            toRows[count] = rows[i];
            toCells[count] = cells[i];
            count += test.Count(rows[i]);
        }
        return count;
    }

    /// <summary>Few rows have the one value of a filter, and they are looked up.</summary>
    private static int SelectRare(ChunkReader reader, in RowScope scope, CodeFilter rare, int[] rows)
    {
        var count = reader.Select(rare.Field, rare.Codes, rows);
        count = KeepPassing(reader, scope, rows.AsSpan(0, count));
        var column = reader.Chunk.Long(scope.Source.At);
        var isWhole = !column.HasNulls && column.Min >= scope.Period.FromMs && column.Max < scope.Period.ToMs;
        return isWhole ? count : KeepInPeriod(reader, scope, rows.AsSpan(0, count));
    }

    /// <summary>Keeps the rows whose tickets pass the filters of what only these tell.</summary>
    private static int KeepOwners(ChunkReader reader, in RowScope scope, Span<int> rows)
    {
        using var bitmap = RowBitmap.All(reader.Chunk.OwnerCount);
        foreach (var filter in scope.Filters)
        {
            if (filter.Field.Table != scope.Source.Table)
                reader.Chunk.Codes(filter.Field).KeepPassing(filter.Codes, bitmap);
        }
        var owners = reader.Owners(scope.Source.Table, rows);
        var count = 0;
        foreach (var row in rows)
        {
            rows[count] = row;
            count += bitmap.Bit(owners[row]);
        }
        return count;
    }

    /// <summary>Keeps the rows that pass every filter and the test.</summary>
    private static int KeepPassing(ChunkReader reader, in RowScope scope, Span<int> rows)
    {
        var count = KeepPassing(reader, scope.Source.Table, scope.Filters, rows);
        return scope.Test is { } test ? KeepWhere(reader, scope.Source.Table, test, rows[..count]) : count;
    }

    /// <summary>Clears the rows that fail the test; what it asks of another table or of numbers is returned, to be asked row by row.</summary>
    private static RowTest? KeepWhere(FactChunk chunk, in RowScope scope, RowBitmap bitmap)
    {
        switch (scope.Test)
        {
            case CodeTest test when test.Field.Table == scope.Source.Table:
                chunk.Codes(test.Field).KeepPassing(test.Set, bitmap);
                return null;
            case BothTest both:
                var (first, second) = (KeepWhere(chunk, scope with { Test = both.First }, bitmap), KeepWhere(chunk, scope with { Test = both.Second }, bitmap));
                return first is null ? second : second is null ? first : both;
            default:
                return scope.Test;
        }
    }

    private static int KeepPassing(ReadOnlySpan<int> codes, bool[] passes, Span<int> rows)
    {
        var count = 0;
        foreach (var row in rows)
        {
            rows[count] = row;
            count += CodeColumn.Passing(passes, codes[row]);
        }
        return count;
    }

    private static int KeepInPeriod(ChunkReader reader, in RowScope scope, Span<int> rows)
    {
        var (from, to) = scope.Period;
        var instants = reader.Longs(scope.Source.At, scope.Source.Table, rows);
        var count = 0;
        foreach (var row in rows)
        {
            rows[count] = row;
            count += instants[row] >= from && instants[row] < to ? 1 : 0;
        }
        return count;
    }
}
