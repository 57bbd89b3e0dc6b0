using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Aggregation.Scan;

/// <summary>Rows of one table of one chunk that count, each with the cell that it counts in.</summary>
/// <param name="reader">For the columns.</param>
/// <param name="table">Whose rows they are.</param>
/// <param name="rows">Ascending, so the rows of an owner are adjacent.</param>
/// <param name="cells">For each of them group × buckets + bucket.</param>
/// <param name="weight">+1, or −1 where rows are taken away.</param>
internal readonly ref struct RowBatch(ChunkReader reader, FactTable table, ReadOnlySpan<int> rows, ReadOnlySpan<int> cells, int weight)
{
    public ReadOnlySpan<int> Rows { get; } = rows;
    public ReadOnlySpan<int> Cells { get; } = cells;
    public int Weight { get; } = weight;

    /// <summary>The cell of all rows; null where they may have several. What is added to one cell row by row waits for the row before.</summary>
    public int? OnlyCell { get; init; }

    public int FirstOwner => reader.FirstOwner;

    public ReadOnlySpan<long> Longs(LongField field) => reader.Longs(field, table, Rows);

    /// <summary>No row's number is farther from 0.</summary>
    public Int128 Largest(RowValue value)
    {
        var (column, since) = (reader.Chunk.Long(value.Field), value.Since is { } field ? reader.Chunk.Long(field) : null);
        if (column.Min > column.Max || since?.Min > since?.Max)
            return 0;
        return Int128.Max(Int128.Abs((Int128)column.Max - (since?.Min ?? 0)), Int128.Abs((Int128)column.Min - (since?.Max ?? 0)));
    }

    public ReadOnlySpan<int> Codes(CodeField field) => reader.Codes(field, table, Rows);

    public RowTestReader Test(RowTest test) => new(reader, table, Rows, test);

    public ReadOnlySpan<int> Owners() => reader.Owners(table, Rows);
}
