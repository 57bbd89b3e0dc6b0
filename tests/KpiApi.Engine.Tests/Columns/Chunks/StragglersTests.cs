using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Tests.Columns.Chunks;

/// <summary>Which rows of a chunk are set apart because they are much later than the rest.</summary>
public sealed class LateRowsTests
{
    private const int Owners = 1000;
    private const int DayMs = 86_400_000;
    private static readonly long s_start = Given.At("2026-02-20");

    [Fact]
    public void Few_owners_far_behind_are_set_apart_with_all_their_rows()
    {
        var chunk = Chunk(number => number % 50 == 7 ? 30 : 0);
        var (at, owners) = Resolutions(chunk);
        var late = chunk.Stragglers(FactSchema.Resolution.At);
        Assert.Empty(Enumerable.Range(0, at.Length).Where(row => owners[row] % 50 == 7).Except(late.Rows));
        Assert.Equal(Enumerable.Range(0, at.Length).Where(row => late.Rows.Any(other => owners[other] == owners[row])), late.Rows);
        Assert.InRange(late.Rows.Length, 2 * Owners / 50, at.Length / 4);
        using var bitmap = RowBitmap.All(at.Length);
        late.ClearIn(bitmap);
        var rest = new int[at.Length];
        rest = rest[..bitmap.List(rest)];
        Assert.Equal(Enumerable.Range(0, at.Length).Except(late.Rows), rest);
        Assert.Equal((rest.Min(row => at[row]), rest.Max(row => at[row])), (late.RestMinMs, late.RestMaxMs));
        Assert.True(late.RestMaxMs < s_start + 2 * DayMs);

        foreach (var (fromHours, toHours) in ((int, int)[])[(0, 1), (0, 2000), (720, 721), (720, 732), (725, 724), (1999, 2000)])
        {
            var (from, to, rows) = (s_start + fromHours * 3_600_000L, s_start + toHours * 3_600_000L, new int[at.Length]);
            Assert.Equal(late.Rows.Where(row => at[row] >= from && at[row] < to), rows.Take(late.Select(from, to, rows)));
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 30)]
    public void Nothing_is_set_apart_where_rows_lie_evenly_or_many_are_late(int every, int daysLate)
    {
        var late = Chunk(number => number % every == 0 ? daysLate : 0).Stragglers(FactSchema.Resolution.At);
        Assert.Same(Stragglers.None, late);
    }

    [Fact]
    public void Column_without_values_or_with_one_has_no_late_rows()
    {
        var chunk = Chunk(_ => 0);
        Assert.Same(Stragglers.None, chunk.Stragglers(FactSchema.Shift.From));
        Assert.Same(Stragglers.None, FactChunk.Empty.Stragglers(FactSchema.Resolution.At));
        Assert.Same(Stragglers.None, ManyFacts.Publish([ManyFacts.Change(ManyFacts.Ticket(0))]).Chunks[0].Stragglers(FactSchema.Ticket.CreatedAt));
    }

    /// <summary>Two resolutions each, the second some days late.</summary>
    private static FactChunk Chunk(Func<int, int> daysLate) => ManyFacts.Publish([.. Enumerable.Range(0, Owners).Select(number =>
    {
        var facts = ManyFacts.Ticket(number, createdMs: s_start + number * 60_000L);
        var last = facts.Resolutions[^1];
        return ManyFacts.Change(facts with { Resolutions = [facts.Resolutions[0], last with { AtMs = last.AtMs + daysLate(number) * (long)DayMs }] });
    })]).Chunks[0];

    private static (long[] At, int[] Owners) Resolutions(FactChunk chunk)
    {
        var column = chunk.Long(FactSchema.Resolution.At);
        var (at, owners) = (new long[column.Length], new int[column.Length]);
        column.Decode(at);
        chunk.Owners(FactTable.Resolutions).Decode(owners);
        return (at, owners);
    }
}
