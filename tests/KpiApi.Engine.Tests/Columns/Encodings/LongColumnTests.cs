using KpiApi.Engine.Columns.Encodings;

namespace KpiApi.Engine.Tests.Columns.Encodings;

public class LongColumnTests
{
    private const long Null = LongColumn.Null;

    public static readonly TheoryData<long[], int> Columns = new()
    {
        { [], 0 },
        { [5], 0 },
        { [5, 5, 5], 0 },
        { [Null, Null], 0 },
        { [5, Null], 2 },
        { [0, 254], 2 },
        { [0, 255], 4 },
        { [0, 255, Null], 6 },
        { [0, 65_534], 4 },
        { [0, 65_535], 8 },
        { [0, uint.MaxValue - 1L], 8 },
        { [0, uint.MaxValue], 16 },
        { [-7, 3, -7], 3 },
        { [1_760_000_000_001, 1_760_000_000_002, Null], 3 },
        { [0, 254_000], 2 },
        { [-254_000, 0, Null], 3 },
        { [0, 254_001], 8 },
        { [1_760_000_000_000, 1_760_003_600_000], 4 },
        { [long.MinValue, 0], 16 },
        { [long.MinValue, long.MaxValue - 1, Null], 24 },
        { [long.MaxValue - 1, long.MaxValue - 2], 2 },
    };

    [Theory]
    [MemberData(nameof(Columns))]
    public void Column_gives_back_what_was_stored_in_as_few_bytes_as_it_needs(long[] values, int bytes)
    {
        var column = LongColumn.Encode(values, 1000);
        var decoded = new long[values.Length + 1];
        decoded[^1] = 42;
        column.Decode(decoded);
        Assert.Equal([.. values, 42], decoded);
        Assert.Equal((values.Length, bytes), (column.Length, column.SizeBytes));
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public void Rows_from_a_number_on_are_those_and_the_ones_without_any(long[] values, int bytes)
    {
        // Also as many as are looked at together.
        long[] many = [.. Enumerable.Repeat(values, 50).SelectMany(some => some)];
        var (column, rows) = (LongColumn.Encode(many, 1000), new int[many.Length]);
        Assert.True(column.SizeBytes >= bytes);
        foreach (var from in values.SelectMany(value => (long[])[value, value == long.MinValue ? value : value - 1, value == Null ? value : value + 1]).Append(0).Distinct())
        {
            var expected = Enumerable.Range(0, many.Length).Where(row => many[row] >= from);
            Assert.Equal(expected, rows[..column.SelectFrom(from, rows)]);
        }
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(60_000, 1)]
    [InlineData(60_000, 1000)]
    [InlineData(4_000_000_000, 1)]
    [InlineData(4_000_000_000, 1000)]
    [InlineData(long.MaxValue, 1)]
    public void Rows_within_a_stretch_are_those_of_a_search_row_by_row(long numbers, long unit)
    {
        var random = new Random((int)(numbers % 1000));
        foreach (var nulls in (double[])[0, 0.1, 1])
        {
            foreach (var rows in (int[])[0, 1, 63, 64, 65, 1_000])
            {
                var span = numbers / unit;
                long[] values = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < nulls ? Null : (random.NextInt64(span) - span / 2) * unit)];
                var column = LongColumn.Encode(values, 1000);
                for (var i = 0; i < 50; i++)
                {
                    var (from, to) = (Bound(values, span, random), Bound(values, span, random));
                    using var bitmap = RowBitmap.All(rows);
                    column.KeepWithin(from, to, bitmap);
                    var found = new int[rows];
                    var count = bitmap.List(found);
                    Assert.Equal(Enumerable.Range(0, rows).Where(row => values[row] != Null && values[row] >= from && values[row] < to), found.Take(count));
                }
            }
        }
    }

    private static long Bound(long[] values, long span, Random random) =>
        values.Length > 0 && random.Next(2) == 0 && values[random.Next(values.Length)] is var value && value != Null ? value + random.Next(-1, 2) : random.NextInt64(span) - span / 2;

    [Theory]
    [InlineData(new long[] { 3, 1, 2 }, 1, 3, false)]
    [InlineData(new long[] { -5, Null, 7 }, -5, 7, true)]
    public void Column_knows_its_extremes_without_nulls(long[] values, long min, long max, bool hasNulls)
    {
        var column = LongColumn.Encode(values, 1000);
        Assert.Equal((min, max, hasNulls), (column.Min, column.Max, column.HasNulls));
    }

    [Theory]
    [InlineData(new long[0])]
    [InlineData(new[] { Null })]
    public void Column_without_numbers_has_its_least_above_its_greatest(long[] values)
    {
        var column = LongColumn.Encode(values, 1000);
        Assert.True(column.Min > column.Max);
    }

    [Fact]
    public void Columns_of_random_numbers_come_back()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var (low, width, unit) = (random.NextInt64(-1L << 40, 1L << 40), random.NextInt64(1, 1L << random.Next(1, 45)), random.Next(2) == 0 ? 1 : 1000);
            var values = new long[random.Next(50)];
            for (var i = 0; i < values.Length; i++)
                values[i] = random.Next(8) == 0 ? Null : (low + random.NextInt64(width)) * unit;
            var decoded = new long[values.Length];
            LongColumn.Encode(values, 1000).Decode(decoded);
            Assert.True(values.AsSpan().SequenceEqual(decoded), $"seed {seed}");
        }
    }
}
