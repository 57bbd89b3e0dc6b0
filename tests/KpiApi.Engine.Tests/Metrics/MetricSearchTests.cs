using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Tests.Metrics;

public class MetricSearchTests
{
    [Theory]
    [InlineData("frt", "first_response_time")]
    [InlineData("FRT", "first_response_time")]
    [InlineData("art", "resolution_time")]
    [InlineData("aht", "handle_time")]
    [InlineData("fcr", "first_contact_resolution")]
    [InlineData("asa", "first_response_time")]
    [InlineData("csat %", "csat")]
    [InlineData("sla", "sla_first_response")]
    [InlineData("avg handle time", "handle_time")]
    [InlineData("Average First Response Time", "first_response_time")]
    [InlineData("first response tim", "first_response_time")]
    [InlineData("Net Promoter Score", "nps")]
    [InlineData("csta", "csat")]
    [InlineData("npss", "nps")]
    [InlineData("cse", "ces")]
    [InlineData("backlog", "open_tickets")]
    [InlineData("churn", "churn_rate")]
    [InlineData("sunshine", null)]
    [InlineData("", null)]
    public void Unknown_word_names_the_metric_that_was_meant(string word, string? metric) => Assert.Equal(metric, MetricSearch.Nearest(word));

    [Theory]
    [InlineData("fcr", "first_contact_resolution")]
    [InlineData("sla", "sla_first_response sla_resolution sla_breaches sla_next_reply")]
    [InlineData("utiliz", "agent_utilization")]
    [InlineData("promoter score", "nps")]
    [InlineData("bicycle", "")]
    public void Search_finds_by_abbreviation_name_title_and_definition(string text, string metrics) =>
        Assert.Equal(metrics, string.Join(' ', MetricSearch.Find(text).Select(m => m.Name)));

    [Fact]
    public void What_is_called_so_comes_before_what_speaks_of_it()
    {
        Assert.Equal("csat", MetricSearch.Find("csat").First().Name);
        Assert.Equal("resolution_time", MetricSearch.Find("art").First().Name);
        Assert.Equal(["first_response_time"], MetricSearch.Find("first response time").Take(1).Select(m => m.Name));
        Assert.Contains("awaiting_first_response", MetricSearch.Find("human agent").Select(m => m.Name));
    }
}
