using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Aggregation.Scan;

/// <summary>Which rows of a chunk count. Every function writes row numbers, ascending, and returns how many.</summary>
internal static class RowSelection
{
    /// <summary>Rows of a scan that lie in the period and pass its filters.</summary>
    public static int Passing(ChunkReader reader, ScanPlan scan, int[] rows)
    {
        var column = reader.Chunk.Long(scan.Source.At);
        var (from, to) = scan.Period;
        if (column.Min > column.Max || column.Max < from || column.Min >= to)
            return 0;
        // Without filters the instants decide first, as they are stored; a filter leaves fewer rows to look at.
        if (scan.Filters.Count == 0)
            return column.Select(from, to, rows);
        var count = Passing(reader, scan.Source.Table, scan.Filters, column.Length, rows);
        return column.HasNulls || column.Min < from || column.Max >= to ? InPeriod(reader, scan, rows.AsSpan(0, count)) : count;
    }

    /// <summary>Of late rows those that lie in the period and pass the filters.</summary>
    public static int Passing(ChunkReader reader, ScanPlan scan, LateRows late, int[] rows)
    {
        var count = late.Select(scan.Period.FromMs, scan.Period.ToMs, rows);
        return Passing(reader, scan.Source.Table, scan.Filters, rows.AsSpan(0, count));
    }

    /// <summary>The same of the rows that are not late.</summary>
    public static int PassingRest(ChunkReader reader, ScanPlan scan, LateRows late, int[] rows)
    {
        var rest = late.Rest();
        rest.CopyTo(rows, 0);
        var count = Passing(reader, scan.Source.Table, scan.Filters, rows.AsSpan(0, rest.Length));
        return InPeriod(reader, scan, rows.AsSpan(0, count));
    }

    /// <summary>Of all rows of a table those that pass every filter. The first filter reads its column as it is stored.</summary>
    private static int Passing(ChunkReader reader, FactTable table, IReadOnlyList<FilterPlan> filters, int length, int[] rows)
    {
        if (filters[0].Field.Table != table)
            return Passing(reader, table, filters, rows.AsSpan(0, All(length, rows)));
        var count = reader.Select(filters[0].Field, filters[0].Passes, rows);
        return filters.Count == 1 ? count : Passing(reader, table, [.. filters.Skip(1)], rows.AsSpan(0, count));
    }

    private static int InPeriod(ChunkReader reader, ScanPlan scan, Span<int> rows)
    {
        var (from, to) = scan.Period;
        var instants = reader.Longs(scan.Source.At, scan.Source.Table, rows);
        var count = 0;
        foreach (var row in rows)
        {
            rows[count] = row;
            count += instants[row] >= from && instants[row] < to ? 1 : 0;
        }
        return count;
    }

    /// <summary>Intervals that may touch a bucket and pass the plan's own tests.</summary>
    public static int Touching(ChunkReader reader, IntervalPlan plan, RunningBuckets buckets, int[] rows)
    {
        var (from, to) = (reader.Chunk.Long(plan.Source.At), reader.Chunk.Long(plan.Source.Until!));
        if (from.Min > from.Max || from.Min >= buckets.LevelAtMs(buckets.Count - 1) || (!to.HasNulls && to.Max < buckets.BeginsAtMs(0)))
            return 0;
        var count = Between(reader, plan, buckets, rows);
        if (plan.Test == LevelTest.Unassigned)
            count = Passing(reader, plan.Source.Table, [new FilterPlan(FactSchema.Ticket.Agent, [true])], rows.AsSpan(0, count));
        if (plan.Where is { } where)
            count = Passing(reader.Codes(where.Field, plan.Source.Table), where.Codes, rows.AsSpan(0, count));
        return count;
    }

    /// <summary>Intervals that begin before the last bucket ends and do not end before the first begins.</summary>
    private static int Between(ChunkReader reader, IntervalPlan plan, RunningBuckets buckets, int[] rows)
    {
        var from = reader.Longs(plan.Source.At, plan.Source.Table);
        var to = reader.Longs(plan.Source.Until!, plan.Source.Table);
        var (beginsMs, endsMs) = (buckets.BeginsAtMs(0), buckets.LevelAtMs(buckets.Count - 1));
        var count = 0;
        for (var row = 0; row < from.Length; row++)
        {
            rows[count] = row;
            count += from[row] < endsMs && to[row] >= beginsMs ? 1 : 0;
        }
        return count;
    }

    /// <summary>Keeps the rows that pass every filter. Codes beyond a filter's list do not pass.</summary>
    public static int Passing(ChunkReader reader, FactTable table, IReadOnlyList<FilterPlan> filters, Span<int> rows)
    {
        var count = rows.Length;
        foreach (var filter in filters)
        {
            if (count == 0)
                break;
            var codes = reader.Codes(filter.Field, table, rows[..count]);
            var passes = filter.Passes;
            var passing = 0;
            foreach (var row in rows[..count])
            {
                rows[passing] = row;
                passing += codes[row] < passes.Length && passes[codes[row]] ? 1 : 0;
            }
            count = passing;
        }
        return count;
    }

    /// <summary>Keeps the rows whose code is in the set.</summary>
    private static int Passing(ReadOnlySpan<int> codes, ulong set, Span<int> rows)
    {
        var count = 0;
        foreach (var row in rows)
        {
            rows[count] = row;
            count += (int)(set >> codes[row] & 1);
        }
        return count;
    }

    /// <summary>Copies rows and cells whose code is in the set.</summary>
    public static int Passing(ReadOnlySpan<int> codes, ulong set, ReadOnlySpan<int> rows, int[] cells, int[] toRows, int[] toCells)
    {
        var count = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            toRows[count] = rows[i];
            toCells[count] = cells[i];
            count += (int)(set >> codes[rows[i]] & 1);
        }
        return count;
    }

    private static int All(int length, int[] rows)
    {
        for (var row = 0; row < length; row++)
            rows[row] = row;
        return length;
    }
}
