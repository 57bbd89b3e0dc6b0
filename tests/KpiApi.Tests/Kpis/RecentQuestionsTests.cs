using KpiApi.Engine.Queries;
using KpiApi.Kpis;

namespace KpiApi.Tests.Kpis;

public sealed class RecentQuestionsTests
{
    private readonly RecentQuestions _questions = new();

    [Fact]
    public void Questions_that_differ_in_their_period_alone_are_one_kind()
    {
        Note(("metrics", "csat"), ("period", "today"));
        Note(("metrics", "nps"), ("period", "today"));
        Note(("from", "2026-01-01"), ("to", "2026-02-01"), ("metrics", "csat"));
        Assert.Equal(["nps today", "csat 2026-01-01"], _questions.All.Select(q => $"{q.Values("metrics")[0]} {(q.Values("period") is [var period] ? period : q.Values("from")[0])}"));
    }

    [Fact]
    public void Filters_and_their_values_make_kinds_of_their_own()
    {
        Note(("metrics", "csat"));
        Note(("metrics", "csat"), ("channel", null));
        Note(("metrics", "csat"), ("channel", "null"));
        Note(("metrics", "csat"), ("channel.not", "null"));
        _questions.Note(new KpiRequest().Add("metrics", "csat").Add("channel"));
        Note(("channel", "null"), ("metrics", "csat"));
        Assert.Equal(5, _questions.All.Length);
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("agent.not")]
    [InlineData("account")]
    [InlineData("account.not")]
    public void Those_about_somebody_are_not_remembered(string filter)
    {
        Note(("metrics", "csat"), (filter, "somebody"));
        Assert.Empty(_questions.All);
    }

    [Fact]
    public void Memory_stays_small()
    {
        Note(("metrics", "csat"), ("channel", new string('x', RecentQuestions.MostLetters)));
        Assert.Empty(_questions.All);
        for (var n = 0; n < RecentQuestions.MostKinds + 3; n++) Note(("metrics", "csat"), ("channel", $"{n}"));
        Assert.Equal(RecentQuestions.MostKinds, _questions.All.Length);
        Assert.Equal("3", _questions.All[0].Values("channel")[0]);
    }

    private void Note(params (string Name, string? Value)[] parameters) =>
        _questions.Note(parameters.Aggregate(new KpiRequest(), (request, parameter) => request.Add(parameter.Name, parameter.Value)));
}
