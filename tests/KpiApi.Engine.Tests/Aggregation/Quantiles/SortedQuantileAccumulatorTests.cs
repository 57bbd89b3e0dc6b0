using KpiApi.Engine.Aggregation.Quantiles;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Aggregation.Quantiles;

/// <summary>The fast form stands beside <see cref="QuantileAccumulator"/>.</summary>
public class SortedQuantileAccumulatorTests
{
    private static readonly string[] s_channels = ["email", "chat", "phone"];
    private static readonly int[] s_percents = [1, 10, 25, 50, 75, 90, 95, 99];

    [Fact]
    public void Sorted_runs_give_the_same_percentiles_as_the_plain_form()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var desk = RandomDesk(new Random(seed));
            var metrics = string.Join(',', s_percents.Select(p => $"handle_time:p{p}"));
            var snapshot = desk.Snapshot;
            var query = desk.Parse($"metrics={metrics}&from=2026-03-01&to=2026-04-01&groupBy=channel");
            var (fast, plain) = (Executors.Fast.Execute(query, snapshot).Result!, Executors.Plain.Execute(query, snapshot).Result!);
            Assert.True(ResultText.Of(fast) == ResultText.Of(plain), $"seed {seed}:\n{ResultText.Of(fast)}\n{ResultText.Of(plain)}");
        }
    }

    /// <summary>4 bytes do not reach from one to the other, in whole seconds or not, so there are several parts.</summary>
    [Fact]
    public void Numbers_far_apart_are_kept_in_parts_and_all_are_there()
    {
        long[] values = [5, long.MinValue / 4, 7_000, long.MaxValue / 4, 5, 1L << 45];
        int[] cells = [0, 1, 0, 2, 1, 0];
        var parts = SortedNumbers.Of([.. cells], [.. values], values.Length).ToList();
        Assert.True(parts.Count > 1);
        Assert.Equal(values.Order(), parts.SelectMany(p => Numbers(p.All)).Order());
        var first = parts.SelectMany(p => p.Cells.Select((cell, i) => (cell, p.Run(i)))).Where(r => r.cell == 0).SelectMany(r => Numbers(r.Item2));
        Assert.Equal([5, 7_000, 1L << 45], first.Order());
    }

    /// <summary>Keys of four bytes and of eight, one cell and a million, in one part and in several.</summary>
    [Fact]
    public void Numbers_are_sorted_cell_by_cell_and_all_together()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (spread, most, unit) = (1L << random.Next(1, 52), 1 << random.Next(0, 21), random.Next(2) == 0 ? 1 : 1000);
            var values = Enumerable.Range(0, random.Next(1, 500)).Select(_ => random.NextInt64(-spread, spread) * unit).ToArray();
            var cells = Array.ConvertAll(values, _ => random.Next(most));
            var parts = SortedNumbers.Of([.. cells], [.. values], values.Length).ToList();

            Assert.All(parts, part => Assert.Equal(Numbers(part.All).Order(), Numbers(part.All)));
            Assert.Equal(values.Order(), parts.SelectMany(part => Numbers(part.All)).Order());
            Assert.All(parts, part => Assert.Equal(part.Cells.Order().Distinct(), part.Cells));
            var byCell = parts.SelectMany(part => part.Cells.SelectMany((cell, i) => Numbers(part.Run(i)).Select(number => (cell, number)))).ToList();
            Assert.Equal(cells.Zip(values).Order(), byCell.Order());
            Assert.All(parts, part => Assert.All(part.Cells.Select((_, i) => Numbers(part.Run(i)).ToList()), run => Assert.Equal(run.Order(), run)));
        }
    }

    [Fact]
    public void Rank_search_finds_what_sorting_all_runs_together_would()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var (runs, all) = (new List<SortedRun>(), new List<long>());
            for (var part = random.Next(1, 30); part > 0; part--)
            {
                var spread = 1L << random.Next(1, 40);
                var values = Enumerable.Range(0, random.Next(1, 3000)).Select(_ => random.NextInt64(spread) * (seed % 2 == 0 ? 1 : 1000)).ToArray();
                all.AddRange(values);
                runs.AddRange(SortedNumbers.Of(new int[values.Length], [.. values], values.Length).Select(n => n.All));
            }
            all.Sort();
            foreach (var rank in (int[])[0, all.Count / 2, all.Count - 1, random.Next(all.Count)])
                Assert.Equal((all[rank], all[Math.Min(rank + 1, all.Count - 1)]), RankSearch.Pair([.. runs], rank));
        }
    }

    [Fact]
    public void Rank_search_among_many_equal_numbers_finds_the_next_larger_one()
    {
        var values = Enumerable.Repeat(60_000L, 9_999).Append(61_000).ToArray();
        var run = SortedNumbers.Of(new int[values.Length], [.. values], values.Length).Single().All;
        Assert.Equal((60_000, 60_000), RankSearch.Pair([run], 9_997));
        Assert.Equal((60_000, 61_000), RankSearch.Pair([run], 9_998));
        Assert.Equal((61_000, 61_000), RankSearch.Pair([run], 9_999));
    }

    private static IEnumerable<long> Numbers(SortedRun run) => Enumerable.Range(run.Start, run.Count).Select(run.Value);

    /// <summary>Durations from none to years, many of them alike.</summary>
    private static Desk RandomDesk(Random random)
    {
        var desk = new Desk();
        var count = random.Next(0, 60);
        for (var i = 0; i < count; i++)
        {
            var handleMs = random.Next(4) == 0 ? 5_000 : random.NextInt64(1L << random.Next(1, 40));
            desk.Add(Ticket($"T-{i}", "2026-03-02") with
            {
                ResolvedAtMs = At("2026-03-03"),
                HandleMs = handleMs,
                Channel = s_channels[random.Next(s_channels.Length)],
            });
        }
        return desk;
    }
}
