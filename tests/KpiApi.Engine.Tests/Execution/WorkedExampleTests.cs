using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Model;
using KpiApi.Engine.Results;
using static KpiApi.Engine.Tests.Given;

namespace KpiApi.Engine.Tests.Execution;

/// <summary>The worked examples of metrics.md, section 5.</summary>
public class WorkedExampleTests
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    [Theory]
    [InlineData(5, 0, 3, 25)]
    [InlineData(1, 0, 2, -33.3333)]
    [InlineData(1, 1, 1, 0)]
    [InlineData(0, 4, 0, 0)]
    public void Nps_is_promoters_less_detractors(int promoters, int passives, int detractors, double expected)
    {
        var desk = Answers(SurveyKind.Nps, 0, 10, [.. Repeat(9, promoters), .. Repeat(8, passives), .. Repeat(6, detractors)]);
        var value = desk.Value($"metrics=nps&{March}");
        Assert.Equal(((decimal)expected, (long)promoters + passives + detractors), (value.Value, value.Count));
        Assert.Equal(new NpsParts(promoters, passives, detractors), value.Nps);
    }

    [Fact]
    public void Nps_shares_of_five_passive_answers_and_three_others_add_up()
    {
        var desk = Answers(SurveyKind.Nps, 0, 10, [10, 7, 7, 7, 7, 7, 0, 3]);
        var values = desk.Ask($"metrics=nps_promoters,nps_passives,nps_detractors&{March}").Rows[0].Values;
        Assert.Equal([12.5m, 62.5m, 25m], values.Select(v => v.Value!.Value));
        Assert.Equal([new(1, 8), new(5, 8), new RatioParts(2, 8)], values.Select(v => v.Ratio!.Value));
    }

    [Fact]
    public void Nps_of_no_answers_is_null() => Assert.Equal(new KpiValue(null, 0) { Nps = new(0, 0, 0) }, new Desk().Value($"metrics=nps&{March}"));

    [Fact]
    public void Csat_of_eight_in_ten_is_80()
    {
        var value = Answers(SurveyKind.Csat, 1, 5, [5, 5, 5, 5, 4, 4, 4, 4, 1, 2]).Value($"metrics=csat&{March}");
        Assert.Equal((80m, 10L, new RatioParts(8, 10)), (value.Value, value.Count, value.Ratio));
    }

    [Fact]
    public void Csat_counts_neutral_answers_only_in_the_denominator() =>
        Assert.Equal(70, Answers(SurveyKind.Csat, 1, 5, [5, 5, 5, 5, 5, 5, 5, 3, 1, 1]).Value($"metrics=csat&{March}").Value);

    [Fact]
    public void Csat_on_one_to_ten_is_satisfied_from_8() =>
        Assert.Equal(50, Answers(SurveyKind.Csat, 1, 10, [8, 7, 10, 3]).Value($"metrics=csat&{March}").Value);

    [Fact]
    public void Csat_of_no_answers_is_null()
    {
        Assert.Null(new Desk().Value($"metrics=csat&{March}").Value);
        Assert.Null(Answers(SurveyKind.Nps, 0, 10, [9]).Value($"metrics=csat&{March}").Value);
    }

    [Fact]
    public void Backlog_of_a_ticket_solved_and_reopened_and_solved_is_there_at_two_ends_of_days()
    {
        var desk = new Desk
        {
            Ticket("T", "2026-03-02T10:00Z"),
            Status("T", "2026-03-03T10:00Z", "solved"),
            Status("T", "2026-03-05T10:00Z", "open"),
            Status("T", "2026-03-06T10:00Z", "solved"),
        };
        Assert.Equal([1, 0, 0, 1, 0, 0, 0], desk.Column("metrics=open_tickets&from=2026-03-02&to=2026-03-09&interval=day"));
        Assert.Equal([1, -1, 0, 1, -1, 0, 0], desk.Column("metrics=backlog_change&from=2026-03-02&to=2026-03-09&interval=day"));
    }

    private static IEnumerable<double> Repeat(double score, int times) => Enumerable.Repeat(score, times);

    private static Desk Answers(SurveyKind kind, double min, double max, double[] scores)
    {
        var desk = new Desk();
        for (var i = 0; i < scores.Length; i++)
            desk.Add(Survey($"S{i}", kind, "2026-03-10", scores[i], min, max));
        return desk;
    }
}
