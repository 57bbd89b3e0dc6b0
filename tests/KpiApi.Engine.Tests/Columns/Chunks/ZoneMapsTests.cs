using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Tests.Columns.Chunks;

public class ChunkSpansTests
{
    private const long DayMs = 86_400_000;

    [Fact]
    public void Span_tells_of_no_time_that_has_a_value_that_it_has_none()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var values = Values(random);
            var span = ZoneMap.Of(LongColumn.Encode(values, 1000));
            for (var i = 0; i < 100; i++)
            {
                var from = random.NextInt64(-400, 800) * DayMs / 2;
                var to = from + random.NextInt64(1, 40 * DayMs);
                if (values.Any(v => v >= from && v < to))
                    Assert.True(span.MayHave(from, to), $"seed {seed}: {from} to {to}");
            }
        }
    }

    /// <summary>Solved within days, but for one a hundred days later: the time between needs not be read.</summary>
    [Fact]
    public void Gap_before_a_late_value_is_known()
    {
        long[] values = [0, DayMs, 2 * DayMs, 100 * DayMs, LongColumn.Null];
        var span = ZoneMap.Of(LongColumn.Encode(values, 1000));
        Assert.False(span.MayHave(20 * DayMs, 80 * DayMs));
        Assert.True(span.MayHave(20 * DayMs, 101 * DayMs));
        Assert.False(span.MayHave(101 * DayMs, 300 * DayMs));
        Assert.False(ZoneMap.Of(LongColumn.Encode([LongColumn.Null], 1000)).MayHave(0, DayMs));
    }

    [Fact]
    public void Rows_between_two_values_are_those_that_a_plain_loop_finds()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var values = Values(random);
            var column = LongColumn.Encode(values, 1000);
            var rows = new int[values.Length];
            for (var i = 0; i < 20; i++)
            {
                var (a, b) = (values[random.Next(values.Length)], values[random.Next(values.Length)]);
                var (from, to) = (a == LongColumn.Null ? 0 : a - random.Next(3), b == LongColumn.Null ? long.MaxValue - 1 : b + random.Next(3));
                var expected = Enumerable.Range(0, values.Length).Where(row => values[row] >= from && values[row] < to);
                using var bitmap = RowBitmap.All(values.Length);
                column.KeepWithin(from, to, bitmap);
                Assert.Equal(expected, rows[..bitmap.List(rows)]);
            }
        }
    }

    [Fact]
    public void Spans_of_a_snapshot_follow_its_changes()
    {
        var writer = new FactWriter();
        var before = writer.Publish([.. ManyFacts.Tickets(FactChunk.Capacity + 10)], 1);
        var first = before.ZoneMaps[FactSchema.Ticket.CreatedAt, 1];
        var after = writer.Publish([ManyFacts.Change(ManyFacts.Ticket(FactChunk.Capacity + 3, 0, first.Max + DayMs))], 2);
        Assert.Equal(first.Max + DayMs, after.ZoneMaps[FactSchema.Ticket.CreatedAt, 1].Max);
        Assert.Equal(before.ZoneMaps[FactSchema.Ticket.CreatedAt, 0], after.ZoneMaps[FactSchema.Ticket.CreatedAt, 0]);
        Assert.Equal(first, before.ZoneMaps[FactSchema.Ticket.CreatedAt, 1]);
    }

    /// <summary>Of any width, mostly near to each other, some far away, some null, in whole seconds or not.</summary>
    private static long[] Values(Random random)
    {
        var (unit, near) = (random.Next(2) == 0 ? 1 : 1000, 1L << random.Next(1, 34));
        return [.. Enumerable.Range(0, random.Next(1, 200)).Select(_ => random.Next(20) switch
        {
            0 => LongColumn.Null,
            1 => random.NextInt64(-200 * DayMs, 400 * DayMs) / unit * unit,
            _ => random.NextInt64(near) / unit * unit,
        })];
    }
}
