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
