using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.DrillDown;

public class DimensionValuesTests
{
    private static readonly Desk s_desk =
    [
        Ticket("1", "2026-03-02") with { Channel = "email" },
        Ticket("2", "2026-03-02") with { Channel = "email" },
        Ticket("3", "2026-03-02"),
        Stage("1", "2026-03-03", "repair"),
        Status("2", "2026-03-03", "pending"),
    ];

    [Theory]
    [InlineData(DimensionKind.Channel, "email 2, null 1")]
    [InlineData(DimensionKind.Stage, "(start) 1, new 1, pending 0, repair 0")]
    public void Values_are_those_that_occur_the_most_frequent_first(DimensionKind dimension, string expected) =>
        Assert.Equal(expected, string.Join(", ", DimensionValues.Of(s_desk.Snapshot, new Dimension(dimension)).Select(v => $"{v.Value ?? "null"} {v.Count}")));

    [Fact]
    public void Statuses_are_counted_by_the_tickets_open_in_them() =>
        Assert.Equal(["new 2", "pending 1"], DimensionValues.Of(s_desk.Snapshot, Dimension.Status).Take(2).Select(v => $"{v.Value} {v.Count}"));

    [Fact]
    public void Every_dimension_tells_its_values() =>
        Assert.All(Dimension.Fixed, d => Assert.All(DimensionValues.Of(s_desk.Snapshot, d), v => Assert.True(v.Count >= 0)));
}
