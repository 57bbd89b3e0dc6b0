using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Model;

public class SurveyScaleTests
{
    [Theory]
    [InlineData(1, 3, 3)]
    [InlineData(1, 4, 3)]
    [InlineData(1, 5, 4)]
    [InlineData(1, 6, 5)]
    [InlineData(1, 7, 6)]
    [InlineData(1, 10, 8)]
    [InlineData(0, 100, 80)]
    [InlineData(0, 1, 1)]
    [InlineData(1, 2, 2)]
    public void Csat_is_satisfied_from_a_score_of_its_scale(double min, double max, double satisfiedFrom)
    {
        Assert.Equal(SurveyOutcome.Positive, Outcome(SurveyKind.Csat, min, max, satisfiedFrom));
        Assert.Equal(SurveyOutcome.Negative, Outcome(SurveyKind.Csat, min, max, satisfiedFrom - 1));
        Assert.Equal(SurveyOutcome.Positive, Outcome(SurveyKind.Csat, min, max, max));
    }

    [Fact]
    public void Csat_of_79_and_a_half_of_100_is_not_satisfied() =>
        Assert.Equal(SurveyOutcome.Negative, Outcome(SurveyKind.Csat, 0, 100, 79.5));

    [Theory]
    [InlineData(1, 5, 3, 50)]
    [InlineData(1, 5, 1, 0)]
    [InlineData(1, 5, 5, 100)]
    [InlineData(1, 3, 2, 50)]
    [InlineData(1, 6, 2, 20)]
    [InlineData(0, 100, 12.5, 12.5)]
    [InlineData(1, 2, 2, 100)]
    public void Csat_score_is_a_percent_of_its_scale(double min, double max, double score, double percent) =>
        Assert.Equal(percent, Points(SurveyKind.Csat, min, max, score));

    [Theory]
    [InlineData(10, SurveyOutcome.Positive)]
    [InlineData(9, SurveyOutcome.Positive)]
    [InlineData(8, SurveyOutcome.Neutral)]
    [InlineData(7, SurveyOutcome.Neutral)]
    [InlineData(6, SurveyOutcome.Negative)]
    [InlineData(0, SurveyOutcome.Negative)]
    public void Nps_has_promoters_passives_and_detractors(double score, SurveyOutcome outcome) =>
        Assert.Equal(outcome, Outcome(SurveyKind.Nps, 0, 10, score));

    [Theory]
    [InlineData(1, 7, 6, false, 6)]
    [InlineData(1, 7, 6, true, 2)]
    [InlineData(1, 5, 3, false, 4)]
    [InlineData(1, 5, 5, false, 7)]
    [InlineData(1, 5, 5, true, 1)]
    [InlineData(1, 5, 2, true, 5.5)]
    [InlineData(0, 10, 0, false, 1)]
    [InlineData(0, 10, 5, false, 4)]
    [InlineData(0, 10, 0, true, 7)]
    public void Ces_is_mapped_to_1_to_7_and_mirrored_where_lower_is_better(double min, double max, double score, bool lowerIsBetter, double effort) =>
        Assert.Equal(effort, Points(SurveyKind.Ces, min, max, score, lowerIsBetter));

    [Theory]
    [InlineData(1, 7, 5, false, true)]
    [InlineData(1, 7, 4, false, false)]
    [InlineData(1, 7, 3, true, true)]
    [InlineData(1, 7, 4, true, false)]
    [InlineData(1, 5, 4, false, true)]
    [InlineData(1, 5, 3, false, false)]
    [InlineData(1, 5, 2, true, true)]
    [InlineData(0, 10, 7, false, true)]
    [InlineData(0, 10, 6, false, false)]
    public void Ces_is_easy_in_the_top_three_of_seven_and_the_top_two_of_five(double min, double max, double score, bool lowerIsBetter, bool easy) =>
        Assert.Equal(easy ? SurveyOutcome.Positive : SurveyOutcome.Negative, Outcome(SurveyKind.Ces, min, max, score, lowerIsBetter));

    [Theory]
    [InlineData(SurveyKind.Csat, 1, 5, true)]
    [InlineData(SurveyKind.Csat, 0, 1, true)]
    [InlineData(SurveyKind.Csat, 1, 9, false)]
    [InlineData(SurveyKind.Csat, 0, 10, false)]
    [InlineData(SurveyKind.Nps, 0, 10, true)]
    [InlineData(SurveyKind.Nps, 1, 10, false)]
    [InlineData(SurveyKind.Ces, 0, 10, true)]
    [InlineData(SurveyKind.Ces, 1, 10, false)]
    public void Scale_that_no_definition_names_is_not_known(SurveyKind kind, double min, double max, bool known) =>
        Assert.Equal(known, SurveyScale.IsKnown(kind, min, max));

    [Theory]
    [InlineData(SurveyKind.Csat, 1, 5, true)]
    [InlineData(SurveyKind.Csat, 0, 100, false)]
    [InlineData(SurveyKind.Nps, 0, 10, true)]
    [InlineData(SurveyKind.Ces, 1, 7, false)]
    public void Scale_has_whole_scores_only_where_a_fraction_has_no_meaning(SurveyKind kind, double min, double max, bool whole) =>
        Assert.Equal(whole, SurveyScale.IsWhole(kind, min, max));

    private static SurveyOutcome Outcome(SurveyKind kind, double min, double max, double score, bool lowerIsBetter = false) =>
        SurveyScale.Read(Survey(kind, min, max, lowerIsBetter), score).Outcome;

    private static double Points(SurveyKind kind, double min, double max, double score, bool lowerIsBetter = false) =>
        SurveyScale.Read(Survey(kind, min, max, lowerIsBetter), score).ScoreUnits / (double)SurveyScale.UnitsPerPoint;

    private static Survey Survey(SurveyKind kind, double min, double max, bool lowerIsBetter) =>
        new() { Id = "S", Kind = kind, ScaleMin = min, ScaleMax = max, LowerIsBetter = lowerIsBetter };
}
