using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>A metric can test a number, and the number can come with the query: a row of the catalogue is a value.</summary>
public class NumberTestTests
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    private readonly Desk _desk = new();
    private readonly FactSnapshot _snapshot;

    /// <summary>Answered after 30 minutes, an hour, an hour and a second, and never.</summary>
    public NumberTestTests()
    {
        _desk.Add(Answered("T1", "email", "2026-03-02T09:30Z"));
        _desk.Add(Answered("T2", "email", "2026-03-02T10:00Z"));
        _desk.Add(Answered("T3", "chat", "2026-03-02T10:00:01Z"));
        _desk.Add(Ticket("T4", "2026-03-02T09:00Z"));
        _snapshot = new FactWriter().Publish([.. _desk.Changes()], 1);
    }

    [Fact]
    public void Share_answered_in_time_counts_those_answered_and_the_limit_is_in_time()
    {
        var query = Query("", Within(3_600));
        foreach (var executor in (QueryExecutor[])[Executors.Plain, new QueryExecutor()])
        {
            var (result, _) = executor.Execute(query, _snapshot);
            Assert.Equal((66.6667m, 3L), (result!.Totals[0].Value, result.Totals[0].Count));
        }
    }

    [Fact]
    public void Limits_of_one_query_are_counted_apart_and_cached_apart()
    {
        var executor = new QueryExecutor();
        for (var time = 0; time < 2; time++)
        {
            var (result, _) = executor.Execute(Query("", Within(1_800), Within(3_600), Within(3_601)), _snapshot);
            Assert.Equal([33.3333m, 66.6667m, 100m], result!.Rows[0].Values.Select(v => v.Value!.Value));
        }
        Assert.Equal(0, executor.Execute(Query("", Within(60)), _snapshot).Result!.Totals[0].Value);
    }

    [Fact]
    public void Rows_that_pass_can_be_counted_by_group_and_listed()
    {
        var query = Query("&groupBy=channel", new Measure.Count(Source.FirstResponse, InTime(3_600)));
        var (result, _) = new QueryExecutor().Execute(query, _snapshot);
        Assert.Equal([("email", 2m)], result!.Rows.Select(r => (r.Keys[0]!, r.Values[0].Value!.Value)));
        Assert.Equal(["T1", "T2"], RecordReader.Read(new(query), _snapshot, null, 10).Records.Select(r => r.Owner.Id).Order());
        Assert.Equal([false, true, true], RecordReader.Read(new(Query("", Within(3_600))), _snapshot, null, 10).Records.Select(r => r.Passed!.Value).Order());
    }

    private static Measure.Share Within(long seconds) => new(Source.FirstResponse, null, InTime(seconds));

    private static RowTest InTime(long seconds) =>
        RowTest.AtMost(new RowValue(FactSchema.Ticket.FirstResponseAt, FactSchema.Ticket.CreatedAt, FactSchema.Second), seconds * FactSchema.Second);

    private static Ticket Answered(string id, string channel, string firstResponseAt) =>
        Ticket(id, "2026-03-02T09:00Z") with { Channel = channel, FirstResponseAtMs = At(firstResponseAt) };

    private KpiQuery Query(string more, params ReadOnlySpan<Measure> measures)
    {
        var choices = new List<MetricChoice>();
        foreach (var measure in measures)
        {
            var metric = new Metric($"m{choices.Count}", "In time", MetricKind.Ratio, Unit.Percent, Direction.HigherIsBetter, "first response", "responder", "Answered in time.", measure);
            choices.Add(new MetricChoice(metric.Name, metric, Statistic.Plain));
        }
        return _desk.Parse($"metrics=csat&{March}{more}") with { Metrics = choices };
    }
}
