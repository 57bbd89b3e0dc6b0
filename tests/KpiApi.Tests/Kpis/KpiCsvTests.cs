using KpiApi.Http.Tables;

namespace KpiApi.Tests.Kpis;

public sealed class KpiCsvTests(SmallDesk desk, EmptyDesk empty) : IClassFixture<SmallDesk>, IClassFixture<EmptyDesk>
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    [Theory]
    [InlineData("&format=csv")]
    [InlineData("", "Accept: text/csv")]
    [InlineData("", "Accept: text/csv;q=0.9, application/json;q=0.5")]
    public async Task Csv_has_one_column_a_value(string format, params string[] headers)
    {
        var app = desk.App;
        var reply = await app.ReadAsync($"/v1/kpis?metrics=csat,first_response_time:median&{March}&groupBy=channel{format}", headers);
        Assert.Equal((200, "text/csv"), (reply.Status, reply.Type));
        Assert.Equal(
            "channel,csat,csat_count,csat_numerator,csat_denominator,first_response_time_median,first_response_time_median_count\r\n"
            + "chat,100,1,1,1,60,1\r\n"
            + "email,50,2,1,2,1200,2\r\n", reply.Text);
    }

    [Theory]
    [InlineData("&format=json", "Accept: text/csv")]
    [InlineData("", "Accept: application/json, text/csv;q=0.5")]
    [InlineData("", "Accept: text/csv;q=0, */*")]
    [InlineData("", "Accept: text/html,application/xhtml+xml,*/*;q=0.8")]
    public async Task Json_is_answered_where_it_is_preferred(string format, params string[] headers)
    {
        var app = desk.App;
        Assert.Equal("application/json", (await app.ReadAsync($"/v1/kpis?metrics=csat{format}", headers)).Type);
    }

    [Fact]
    public async Task Neither_json_nor_csv_accepted_is_406()
    {
        var app = desk.App;
        var reply = await app.ReadAsync("/v1/kpis?metrics=csat", "Accept: image/png");
        Assert.Equal((406, "application/problem+json"), (reply.Status, reply.Type));
    }

    [Fact]
    public async Task Csv_of_intervals_begins_with_the_time()
    {
        var app = desk.App;
        var days = await app.ReadAsync("/v1/kpis?metrics=csat&from=2026-03-03&to=2026-03-05&interval=day&timeZone=Europe/Berlin&compare=previous_period&include=target&format=csv");
        Assert.Equal(
            "date,csat,csat_count,csat_numerator,csat_denominator,csat_previous,csat_change,csat_change_percent,csat_target,csat_target_status\r\n"
            + "2026-03-03,50,2,1,2,,,,80,missed\r\n"
            + "2026-03-04,,0,0,0,100,,,,\r\n", days.Text);
        var folded = await app.ReadAsync("/v1/kpis?metrics=tickets_created&from=2026-03-02&to=2026-03-03&interval=day_of_week&format=csv");
        Assert.StartsWith("day_of_week,tickets_created,tickets_created_count\r\n1,2,2\r\n2,0,0\r\n", folded.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_a_spreadsheet_would_run_is_made_harmless_and_numbers_are_left_alone()
    {
        await using var app = await Reading.StartAsync();
        await app.PostLinesAsync(
            "/v1/surveys",
            """{"id":"1","kind":"nps","respondedAt":"2026-03-02T11:00:00Z","score":0,"channel":"=1+1"}""",
            """{"id":"3","kind":"nps","respondedAt":"2026-03-02T11:00:00Z","score":8,"channel":"b;=1+1"}""",
            """{"id":"2","kind":"nps","respondedAt":"2026-03-02T11:00:00Z","score":10,"channel":"a \"b\", c"}""");
        var reply = await app.ReadAsync($"/v1/kpis?metrics=nps&{March}&groupBy=channel&format=csv");
        Assert.Equal(
            "channel,nps,nps_count,nps_n_promoters,nps_n_passives,nps_n_detractors\r\n"
            + "'=1+1,-100,1,0,0,1\r\n"
            + "\"a \"\"b\"\", c\",100,1,1,0,0\r\n"
            + "b;'=1+1,0,1,0,1,0\r\n", reply.Text);
    }

    /// <summary>Left: as it came. Right: as a spreadsheet may read it, whichever sign it takes for the end of a cell.</summary>
    [Theory]
    [InlineData("=1", "'=1")]
    [InlineData(";=1", ";'=1")]
    [InlineData("billing;=1+1", "billing;'=1+1")]
    [InlineData("a; =1", "a;' =1")]
    [InlineData("a;\"=1\"", "a;'\"=1\"")]
    [InlineData("a;;@x;-1", "a;;'@x;'-1")]
    [InlineData("a\t+1", "a\t'+1")]
    [InlineData("a\r\n=1", "a\r\n'=1")]
    [InlineData(" =1", "' =1")]
    [InlineData("\"=1", "'\"=1")]
    [InlineData("'=1", "''=1")]
    [InlineData("\uFEFF=1", "'\uFEFF=1")]
    [InlineData("\u200B\u00A0@x", "'\u200B\u00A0@x")]
    [InlineData("a;\uFF1D1", "a;'\uFF1D1")]
    [InlineData("a=1", "a=1")]
    [InlineData("e-mail; phone", "e-mail; phone")]
    [InlineData("a, =1", "a, =1")]
    [InlineData("a;", "a;")]
    [InlineData("", "")]
    public void Text_begins_no_formula_in_any_cell_that_it_may_be_cut_into(string text, string safe) => Assert.Equal(safe, CsvFormulas.Defuse(text));

    [Theory]
    [InlineData("@SUM(1)")]
    [InlineData("+1")]
    [InlineData("-1")]
    public async Task Every_sign_that_begins_a_formula_is_escaped(string channel)
    {
        await using var app = await Reading.StartAsync();
        await app.PostAsync("/v1/tickets", $$"""{"id":"A","createdAt":"2026-03-02T11:00:00Z","channel":"{{channel}}"}""");
        var reply = await app.ReadAsync($"/v1/kpis?metrics=tickets_created&{March}&groupBy=channel&format=csv");
        Assert.Equal($"channel,tickets_created,tickets_created_count\r\n'{channel},1,1\r\n", reply.Text);
    }

    [Fact]
    public async Task Full_width_signs_are_escaped_too()
    {
        await using var app = await Reading.StartAsync();
        await app.PostAsync("/v1/tickets", """{"id":"A","createdAt":"2026-03-02T11:00:00Z","channel":"\uFF1D1+1"}""");
        var reply = await app.ReadAsync($"/v1/kpis?metrics=tickets_created&{March}&groupBy=channel&format=csv");
        Assert.Equal("channel,tickets_created,tickets_created_count\r\n'\uFF1D1+1,1,1\r\n", reply.Text);
    }

    [Fact]
    public async Task Error_is_a_problem_also_for_csv()
    {
        var app = empty.App;
        Assert.Equal("application/problem+json", (await app.ReadAsync("/v1/kpis?metrics=csatt&format=csv")).Type);
    }

    [Fact]
    public async Task Nothing_stored_is_a_table_with_its_header()
    {
        var app = empty.App;
        Assert.Equal("channel,csat,csat_count,csat_numerator,csat_denominator\r\n", (await app.ReadAsync($"/v1/kpis?metrics=csat&{March}&groupBy=channel&format=csv")).Text);
    }
}
