using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Model;
using KpiApi.Engine.Planning;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>The chunk and the query of src/KpiApi.Engine/README.md.</summary>
public class ReadmeExampleTests
{
    private const string Query = "metrics=first_response_time:p90&groupBy=channel&interval=day&from=2026-03-01&to=2026-03-03";

    private readonly Desk _desk = new();
    private readonly FactSnapshot _snapshot;

    public ReadmeExampleTests()
    {
        _desk.Add(Answered("T1", "email", "2026-03-01T08:00Z", "2026-03-01T09:00Z"));
        _desk.Add(Answered("T2", "email", "2026-03-01T09:00Z", "2026-03-01T11:00Z"));
        _desk.Add(Answered("T3", "chat", "2026-03-01T10:00Z", "2026-03-01T10:05Z"));
        _desk.Add(Answered("T4", "email", "2026-03-01T23:00Z", "2026-03-02T01:00Z"));
        _snapshot = new FactWriter().Publish([.. _desk.Changes()], 1);
    }

    [Fact]
    public void Rows_and_total_are_those_of_the_page()
    {
        var result = _desk.Ask(Query, _snapshot);
        Assert.Equal(
            [("email", 0, 6_840m), ("email", 1, 7_200m), ("chat", 0, 300m), ("chat", 1, (decimal?)null)],
            result.Rows.OrderByDescending(r => r.Keys[0]).ThenBy(r => r.Bucket).Select(r => (r.Keys[0]!, r.Bucket, r.Values[0].Value)));
        Assert.Equal((7_200m, 4L), (result.Totals[0].Value, result.Totals[0].Count));
    }

    [Fact]
    public void Codes_and_distances_are_those_of_the_page()
    {
        using var reader = new ChunkReader();
        reader.Open(_snapshot.Chunks[0], 0);
        Assert.Equal([1, 1, 2, 1], reader.Codes(FactSchema.Ticket.Channel, FactTable.Tickets).ToArray());
        Assert.Equal(
            [0, 7_200, 3_900, 57_600],
            reader.Longs(FactSchema.Ticket.FirstResponseAt, FactTable.Tickets).ToArray().Select(at => (at - At("2026-03-01T09:00Z")) / 1000));
    }

    [Fact]
    public void Plan_is_one_scan_with_one_accumulator()
    {
        var plan = QueryPlanner.Plan(_desk.Parse(Query), _snapshot);
        Assert.Single(Assert.IsType<ScanStep>(Assert.Single(plan.Steps)).Branches);
        Assert.Equal((1, 3UL, 2), (plan.Slots.Count, plan.Layout.Keys.Count, plan.Layout.Buckets));
    }

    private static Ticket Answered(string id, string channel, string createdAt, string firstResponseAt) =>
        Ticket(id, createdAt) with { Channel = channel, FirstResponseAtMs = At(firstResponseAt) };
}
