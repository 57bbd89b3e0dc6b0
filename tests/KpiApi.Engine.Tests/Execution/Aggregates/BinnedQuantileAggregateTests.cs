using KpiApi.Engine.Execution.Aggregates;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Execution.Aggregates;

/// <summary>The fast form stands beside <see cref="QuantileAggregate"/>, which the planner takes when groups are folded.</summary>
public class BinnedQuantileAggregateTests
{
    private static readonly string[] s_channels = ["email", "chat", "phone"];
    private static readonly int[] s_percents = [1, 10, 25, 50, 75, 90, 95, 99];

    [Fact]
    public void Bins_give_the_same_percentiles_as_the_plain_form()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var desk = RandomDesk(new Random(seed));
            var metrics = string.Join(',', s_percents.Select(p => $"handle_time:p{p}"));
            var query = $"metrics={metrics}&from=2026-03-01&to=2026-04-01&groupBy=channel";
            var (binned, plain) = (desk.Ask(query), desk.Ask(query + "&others=true&limit=100"));
            Assert.True(binned.Totals.SequenceEqual(plain.Totals), $"totals of seed {seed}");
            Assert.Equal(binned.Rows.Count, plain.Rows.Count);
            for (var row = 0; row < plain.Rows.Count; row++)
                Assert.True(binned.Rows[row].Values.SequenceEqual(plain.Rows[row].Values), $"row {row} of seed {seed}");
        }
    }

    [Fact]
    public void Bin_never_falls_when_the_number_grows()
    {
        long[] numbers = [long.MinValue, -1, 0, 1, 63, 64, 65, 127, 128, 129, 1_000, 1_016, 1_024, 86_400_000, long.MaxValue];
        var bins = numbers.Select(BinnedQuantileAggregate.Bin).ToList();
        Assert.Equal(bins.Order(), bins);
        Assert.Equal((0, 1, 63, 64), (bins[2], bins[3], bins[4], bins[5]));
    }

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
