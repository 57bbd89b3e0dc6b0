using System.Text;

namespace KpiApi.Tests.Ingest;

public sealed class CsvTests(PlainApp plain, WrittenApp written) : IClassFixture<PlainApp>, IClassFixture<WrittenApp>
{
    private static Task<Answer> PostAsync(KpiApp app, string path, params string[] rows) => app.PostAsync(path, string.Join("\r\n", rows), "text/csv");

    [Fact]
    public async Task Every_resource_is_taken()
    {
        (string Resource, string Header, string Row)[] tables =
        [
            ("tickets", "id,createdAt,channel,handleSeconds,createdBy", "T-1,2026-01-05T09:12:00+01:00,\"e,mail\",5.5,agent"),
            ("events", "ticket,id,type,at,public", "T-1,E-1,note,2026-01-05 09:12Z,TRUE"),
            ("surveys", "id,kind,respondedAt,score,comment", "S-1,csat,2026-01-05T09:12:00Z,5,\"said \"\"good\"\"\nand left\""),
            ("agents", "\uFEFFid;name;bot", "anna;Anna, Berg;False"),
            ("accounts", "id,value,since", "A-1,12.5,2026-01-05T09:12:00Z"),
            ("shifts", "id,agent,from,to,kind", "S-1,anna,2026-01-05T09:12:00Z,2026-01-05T10:12:00Z,"),
            ("costs", "id,from,to,amount,team", "C-1,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z, 310.25 ,"),
        ];
        await using var app = await KpiApp.StartAsync();
        foreach (var (version, (resource, header, row)) in tables.Index())
        {
            var answer = await PostAsync(app, $"/v1/{resource}", header, row, "");
            Assert.Equal(
                $$"""{"received":1,"created":1,"updated":0,"unchanged":0,"rejected":0,"stored":1,"version":{{version + 1}},"errors":[]}""", answer.Json.ToJsonString());
            Assert.Equal((resource, "1"), (resource, (await PostAsync(app, $"/v1/{resource}", header, row))["unchanged"]));
        }
    }

    [Fact]
    public async Task Values_are_those_of_json()
    {
        await using var app = await KpiApp.StartAsync();
        await PostAsync(app, "/v1/tickets", "id,createdAt,channel,agent,reopens", "T-1,2026-01-05T09:12:00+01:00,\"e,mail\",,2");
        var same = await app.PutAsync("/v1/tickets/T-1", """{"createdAt":"2026-01-05T08:12:00Z","channel":"e,mail","reopens":2}""");
        Assert.Equal("unchanged", same["outcome"]);
    }

    [Fact]
    public async Task Bad_rows_are_told_with_their_index_and_the_others_stored()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await PostAsync(app, "/v1/tickets",
            "id,createdAt,status,handleSeconds",
            "T-1,2026-01-05T08:00:00Z,open,",
            ",2026-01-05T08:00:00,opne,ten",
            "T-3,2026-01-05T08:00:00Z,open",
            "T-4,2026-01-05T08:00:00Z,\"op\"en,",
            "T-5,2026-01-05T08:00:00Z,solved,",
            "T-6,2026-01-05T08:00:00Z,,");
        Assert.Equal((422, "6", "2", "4"), (answer.Status, answer["received"], answer["stored"], answer["rejected"]));
        Assert.Equal(
            ["1 /createdAt offset_missing 2026-01-05T08:00:00", "1 /status unknown_value opne", "1 /handleSeconds wrong_type ten", "1 /id required ",
                "2  malformed_csv ", "3  malformed_csv ", "4 /status resolved_without_time solved"],
            answer.Errors.Select(error => $"{error!["index"]} {error["pointer"]} {error["code"]} {error["value"]}"));
        Assert.Equal((true, true), (app.Shows("T-1"), app.Shows("T-6")));
    }

    [Fact]
    public async Task Columns_are_renamed_by_map()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await PostAsync(app, "/v1/tickets?map=createdAt:Opened%20at,agent:Owner&map=id:%23", "#,Opened at,Owner", "7,2026-01-05T08:00:00Z,anna");
        Assert.Equal((200, "1"), (answer.Status, answer["created"]));
        Assert.Equal("unchanged", (await app.PutAsync("/v1/tickets/7", """{"createdAt":"2026-01-05T08:00:00Z","agent":"anna"}"""))["outcome"]);
    }

    [Theory]
    [InlineData("", "id,createdAt,chanel,agent,agent", " unknown_column chanel channel,  duplicate_column agent ")]
    [InlineData("", "name", " unknown_column name , /id required  ")]
    [InlineData("?map=createdAt:Opned", "id,Opened", " unknown_column Opened Opned, map unknown_column Opned Opened")]
    [InlineData("?map=agnet:Owner,team&timeZone=Europe/Berln", "id", "timeZone unknown_time_zone Europe/Berln Europe/Berlin, map unknown_field agnet agent, map invalid_value team ")]
    [InlineData("?map=agent:channel", "id,createdAt,channel", " conflict channel ")]
    [InlineData("?maps=a:b", "id", "maps unknown_parameter  map")]
    public async Task Header_that_does_not_fit_is_told_before_anything_is_stored(string query, string header, string problems)
    {
        var app = plain.App;
        var answer = await PostAsync(app, "/v1/tickets" + query, header, "T-1,2026-01-05T08:00:00Z,chat,a,b");
        Assert.Equal((400, problems), (answer.Status, string.Join(", ", answer.Errors.Select(e => $"{e!["parameter"] ?? e["pointer"]} {e["code"]} {e["value"]} {e["nearest"]}"))));
        Assert.Equal(0, app.VisibleVersion);
    }

    [Theory]
    [InlineData("2026-01-05 09:12", "2026-01-05T08:12:00Z")]
    [InlineData("2026-07-05 09:12:30", "2026-07-05T07:12:30Z")]
    [InlineData("2026-07-05T09:12:30.5", "2026-07-05T07:12:30.500Z")]
    // Skipped by the clocks: as much later. Twice: the first.
    [InlineData("2026-03-29 02:30", "2026-03-29T01:30:00Z")]
    [InlineData("2026-10-25 02:30", "2026-10-25T00:30:00Z")]
    // An offset wins.
    [InlineData("2026-01-05T09:12Z", "2026-01-05T09:12:00Z")]
    public async Task Time_without_an_offset_is_of_the_zone_named(string text, string instant)
    {
        var app = written.App;
        Assert.Equal(200, (await PostAsync(app, "/v1/tickets?timeZone=Europe/Berlin", "id,createdAt", $"T-1,{text}")).Status);
        Assert.Equal("unchanged", (await app.PutAsync("/v1/tickets/T-1", $$"""{"createdAt":"{{instant}}"}"""))["outcome"]);
    }

    [Fact]
    public async Task Parameters_of_csv_are_errors_elsewhere()
    {
        var app = plain.App;
        var answer = await app.PostAsync("/v1/tickets?timeZone=UTC", "[]");
        Assert.Equal((400, "unknown_parameter"), (answer.Status, (string?)answer.Errors[0]!["code"]));
    }

    [Fact]
    public async Task Quote_that_is_never_closed_loses_only_its_row_and_says_so()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await PostAsync(app, "/v1/tickets", "id,createdAt", "T-1,2026-01-05T08:00:00Z", "\"T-2,2026-01-05T08:00:00Z");
        Assert.Equal((422, "1", "1 malformed_csv"), (answer.Status, answer["stored"], $"{answer.Errors[0]!["index"]} {answer.Errors[0]!["code"]}"));
        var endless = await app.PostAsync("/v1/tickets", "id,createdAt\nT-3,2026-01-05T08:00:00Z\n\"" + new string('x', 3_000_000), "text/csv");
        Assert.Equal((422, "1", "1 line_too_long"), (endless.Status, endless["stored"], $"{endless.Errors[0]!["index"]} {endless.Errors[0]!["code"]}"));
    }

    [Fact]
    public async Task Rows_are_stored_while_more_arrive()
    {
        await using var app = await KpiApp.StartAsync();
        var pipe = new System.IO.Pipelines.Pipe();
        using var content = new StreamContent(pipe.Reader.AsStream()) { Headers = { { "Content-Type", "text/csv" } } };
        var answering = app.SendAsync(HttpMethod.Post, "/v1/tickets", content);
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes("id,createdAt\n" + string.Concat(Enumerable.Range(0, 6_000).Select(i => $"T-{i},2026-01-05T08:00:00Z\n"))));
        while (app.VisibleVersion == 0) await Task.Delay(5);
        await pipe.Writer.WriteAsync("T-last,2026-01-05T08:00:00Z"u8.ToArray());
        await pipe.Writer.CompleteAsync();
        Assert.Equal("6001", (await answering)["stored"]);
    }
}
