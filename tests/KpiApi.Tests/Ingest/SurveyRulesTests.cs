using KpiApi.Engine.Model;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Parsing;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Ingest;

public sealed class SurveyRulesTests
{
    private const string Answered = "\"respondedAt\":\"2026-01-06T12:30:00Z\",";

    [Theory]
    [InlineData("\"kind\":\"csat\"", "/sentAt required")]
    [InlineData("\"kind\":\"csat\",\"score\":5", "/sentAt required, /respondedAt required")]
    [InlineData("\"kind\":\"csat\",\"sentAt\":\"2026-01-06T12:30:00Z\",\"score\":5", "/respondedAt required")]
    [InlineData(Answered + "\"kind\":\"csat\"", "/score required")]
    [InlineData(Answered + "\"kind\":\"csat\",\"score\":5,\"sentAt\":\"2026-01-06T12:30:00.001Z\"", "/respondedAt responded_before_sent")]
    [InlineData(Answered + "\"kind\":\"csat\",\"score\":5,\"scaleMin\":1", "/scaleMax required")]
    [InlineData(Answered + "\"kind\":\"csat\",\"score\":5,\"scaleMax\":5", "/scaleMin required")]
    [InlineData(Answered + "\"kind\":\"csat\",\"score\":5,\"scaleMin\":0,\"scaleMax\":10", "/scaleMax unknown_scale")]
    [InlineData(Answered + "\"kind\":\"csat\",\"score\":6", "/score out_of_range")]
    [InlineData(Answered + "\"kind\":\"csat\",\"score\":4.5", "/score not_whole")]
    [InlineData(Answered + "\"kind\":\"csat\",\"score\":4.12345", "/score too_many_decimals")]
    [InlineData(Answered + "\"kind\":\"nps\",\"score\":6.5", "/score not_whole")]
    [InlineData(Answered + "\"kind\":\"nps\",\"score\":11", "/score out_of_range")]
    [InlineData(Answered + "\"kind\":\"nps\",\"score\":5,\"scaleMin\":1,\"scaleMax\":10", "/scaleMax unknown_scale")]
    [InlineData(Answered + "\"kind\":\"nps\",\"score\":5,\"lowerIsBetter\":true", "/lowerIsBetter not_allowed")]
    [InlineData(Answered + "\"kind\":\"ces\",\"score\":5,\"scaleMin\":1,\"scaleMax\":10", "/scaleMax unknown_scale")]
    [InlineData(Answered + "\"kind\":\"ces\",\"score\":0", "/score out_of_range")]
    [InlineData(Answered + "\"kind\":\"sat\",\"score\":5", "/kind unknown_value")]
    [InlineData(Answered + "\"kind\":\"csat\",\"score\":5,\"comment\":\"\"", "/comment empty")]
    public void Survey_that_is_wrong_is_told(string fields, string problem) => Assert.Equal(problem, Read($"{{{fields}}}").Problems());

    [Theory]
    [InlineData("\"kind\":\"csat\",\"score\":5", 1, 5)]
    [InlineData("\"kind\":\"nps\",\"score\":0", 0, 10)]
    [InlineData("\"kind\":\"ces\",\"score\":6.25", 1, 7)]
    [InlineData("\"kind\":\"ces\",\"score\":1,\"lowerIsBetter\":true,\"scaleMin\":1,\"scaleMax\":5", 1, 5)]
    [InlineData("\"kind\":\"csat\",\"score\":99.9999,\"scaleMin\":0,\"scaleMax\":100", 0, 100)]
    [InlineData("\"kind\":\"csat\",\"score\":0,\"scaleMin\":0,\"scaleMax\":1", 0, 1)]
    [InlineData("\"kind\":\"csat\",\"score\":2,\"scaleMin\":1,\"scaleMax\":2", 1, 2)]
    [InlineData("\"kind\":\"csat\",\"score\":10,\"scaleMin\":1,\"scaleMax\":10", 1, 10)]
    [InlineData("\"kind\":\"csat\",\"score\":4,\"lowerIsBetter\":false", 1, 5)]
    public void Survey_on_a_known_scale_is_taken(string fields, double min, double max)
    {
        var survey = Read($"{{{Answered}{fields}}}").Row();
        Assert.Equal((min, max), (survey.ScaleMin, survey.ScaleMax));
    }

    [Fact]
    public async Task Comment_may_run_over_lines_and_ten_thousand_characters()
    {
        await using var app = await KpiApp.StartAsync();
        Assert.Equal(201, (await app.PutAsync("/v1/surveys/S-1", $$"""{"kind":"csat",{{Answered}}"score":5,"comment":"a\n\t{{new string('x', 9_997)}}"}""")).Status);
        var answer = await app.PutAsync("/v1/surveys/S-2", $$"""{"kind":"csat",{{Answered}}"score":5,"comment":"{{new string('x', 10_001)}}"}""");
        Assert.Equal(["/comment too_long"], answer.Codes);
        using var database = app.OpenDatabase();
        Assert.Equal(10_000, database.Surveys.Single().Comment!.Length);
    }

    [Fact]
    public async Task Survey_that_was_only_sent_is_stored()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/surveys/S-1", """{"kind":"csat","sentAt":"2026-01-06T11:00:00Z","agent":"anna"}""");
        using var database = app.OpenDatabase();
        Assert.Equal(new Survey { Id = "S-1", Kind = SurveyKind.Csat, SentAtMs = 1_767_697_200_000, ScaleMin = 1, ScaleMax = 5, Agent = "anna" }, database.Surveys.Single());
    }

    [Theory]
    [InlineData("""{"kind":"csat","respondedAt":"2026-03-01T09:00:00Z","score":10}""", "On the usual scale of csat, 1–5, score can't be that. If it is on another one, say so: scaleMin 1 and scaleMax 10, for instance.")]
    [InlineData("""{"kind":"csat","respondedAt":"2026-03-01T09:00:00Z","score":0}""", "On the usual scale of csat, 1–5, score can't be that. If it is on another one, say so: scaleMin 0 and scaleMax 1, for instance.")]
    [InlineData("""{"kind":"csat","respondedAt":"2026-03-01T09:00:00Z","score":87.5}""", "On the usual scale of csat, 1–5, score can't be that. If it is on another one, say so: scaleMin 0 and scaleMax 100, for instance.")]
    [InlineData("""{"kind":"ces","respondedAt":"2026-03-01T09:00:00Z","score":10}""", "On the usual scale of ces, 1–7, score can't be that. If it is on another one, say so: scaleMin 0 and scaleMax 10, for instance.")]
    [InlineData("""{"kind":"nps","respondedAt":"2026-03-01T09:00:00Z","score":11}""", "On the usual scale of nps, 0–10, score can't be that.")]
    [InlineData("""{"kind":"csat","respondedAt":"2026-03-01T09:00:00Z","score":10,"scaleMin":1,"scaleMax":7}""", "On its scale, 1–7, score can't be that.")]
    public void Score_beyond_the_usual_scale_is_told_how_to_name_another(string body, string message) => Assert.Equal(message, Read(body).Errors().First().Message);

    /// <summary>Five minutes are left to clocks that differ.</summary>
    [Fact]
    public async Task Answer_that_is_dated_in_the_future_is_refused()
    {
        await using var app = await Reading.StartAsync(new StandingClock());
        const string Now = """{"id":"S","kind":"csat","respondedAt":"2026-03-10T12:05:00Z","score":5}""";
        const string Later = """{"id":"S","kind":"csat","respondedAt":"2026-03-10T13:05:00.001+01:00","score":5}""";
        Assert.Equal(201, (await app.PutAsync("/v1/surveys/S", Now)).Status);
        Assert.Equal(["/respondedAt in_future"], (await app.PutAsync("/v1/surveys/S", Later)).Codes);
        Assert.Equal(["/respondedAt in_future"], (await app.PostAsync("/v1/surveys", $"[{Later}]")).Codes);
        Assert.Equal(["/respondedAt in_future"], (await app.PostLinesAsync("/v1/surveys", Later)).Codes);
        Assert.Equal(["/respondedAt in_future"], (await app.PostAsync("/v1/surveys", "id,kind,respondedAt,score\nS,csat,2026-03-10T12:05:00.001Z,5", "text/csv")).Codes);
        Assert.Equal(200, (await app.PostAsync("/v1/surveys", "id,kind,respondedAt,score\nS,csat,2026-03-10T12:05:00Z,5", "text/csv")).Status);
    }

    private static JsonItems<Survey> Read(string body) => OneItem.Read(SurveyContract.Contract, body, "S-1");
}
