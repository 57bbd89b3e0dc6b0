namespace KpiApi.Tests.Kpis;

/// <summary>The share of times within a limit, at every door. Answers of the desk: after 10, 30 and 1 minutes.</summary>
public sealed class WithinTests
{
    private const string March = "from=2026-03-01&to=2026-03-08";

    [Fact]
    public async Task Share_within_a_time_is_the_same_at_every_door()
    {
        await using var app = await Reading.StartDeskAsync();
        await app.PutAllAsync(("/v1/targets/fast", """{"metric":"first_response_time:within_10m","value":60,"warnAt":50}"""));
        var reply = await app.ReadInBothAsync($"/v1/kpis?metrics=first_response_time:within_10m,first_response_time:within_1h&{March}&include=target,confidence");
        var value = reply.Json["totals"]!["first_response_time:within_10m"]!;
        Assert.Equal("66.6667 3 2 3 met", $"{value["value"]} {value["count"]} {value["numerator"]} {value["denominator"]} {value["target"]!["status"]}");
        Assert.Null(reply.Json["totals"]!["first_response_time:within_1h"]!["target"]);
        Assert.StartsWith("first_response_time_within_10m,first_response_time_within_10m_count,first_response_time_within_10m_numerator,", (await app.ReadAsync($"/v1/kpis?metrics=first_response_time:within_10m&{March}&format=csv")).Text, StringComparison.Ordinal);
        Assert.Equal(["true", "false", "true"], (await app.ReadInBothAsync($"/v1/kpis/records?metric=first_response_time:within_10m&{March}")).Each("items", "counted"));
    }

    [Fact]
    public async Task Misspelt_limit_is_refused_with_the_nearest()
    {
        await using var app = await Reading.StartDeskAsync();
        Assert.Equal(["metrics unknown_statistic first_response_time:within_4hrs → first_response_time:within_4h"], (await app.ReadInBothAsync($"/v1/kpis?metrics=first_response_time:within_4hrs&{March}")).Errors);
        Assert.Equal(["/metric unknown_statistic"], (await app.PutAsync("/v1/targets/t", """{"metric":"first_response_time:p90","value":60}""")).Codes);
        Assert.Equal(["/warnAt warn_at_better_side"], (await app.PutAsync("/v1/targets/t", """{"metric":"first_response_time:within_1h","value":60,"warnAt":70}""")).Codes);
    }
}
