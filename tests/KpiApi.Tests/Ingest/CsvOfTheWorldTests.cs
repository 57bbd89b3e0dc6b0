using System.Text;

namespace KpiApi.Tests.Ingest;

/// <summary>Tables as help desks and spreadsheets export them.</summary>
public sealed class CsvOfTheWorldTests(PlainApp plain, WrittenApp written) : IClassFixture<PlainApp>, IClassFixture<WrittenApp>
{
    private static Task<Answer> PostAsync(KpiApp app, string query, params string[] rows) => app.PostAsync("/v1/" + query, string.Join("\r\n", rows), "text/csv");

    [Fact]
    public async Task Export_of_a_help_desk_is_taken_as_it_is()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await PostAsync(app,
            "tickets?map=id:Ticket%20ID,createdAt:Created,resolvedAt:Resolved,handleSeconds:Seconds,status:Status&ignore=Subject,Body&values=status:Closed=closed,status:RESOLVED=solved&timeZone=Europe/Berlin&dates=dmy&decimal=,",
            "\uFEFFTicket ID;Created;Resolved;Subject;Body;Seconds;Status;;",
            "1;05.01.2026 09:00;06.01.2026 10:30:15;Help;\"a;b\";1.234,5;Resolved;;",
            ";;;;;;;;",
            "2;5.1.26 9:00;;Hello;;;;;",
            ";;;");
        Assert.Equal((200, "2", "2"), (answer.Status, answer["received"], answer["created"]));
        Assert.Equal(
            """{"id":"1","createdAt":"2026-01-05T08:00:00Z","status":"solved","resolvedAt":"2026-01-06T09:30:15Z","handleSeconds":1234.5}""",
            await ShownAsync(app, "1"));
        Assert.Equal("""{"id":"2","createdAt":"2026-01-05T08:00:00Z"}""", await ShownAsync(app, "2"));
    }

    [Theory]
    [InlineData("dmy", "05.01.2026 09:00", "2026-01-05T09:00:00Z")]
    [InlineData("dmy", "5/1/2026 9:00 PM", "2026-01-05T21:00:00Z")]
    [InlineData("dmy", "05-01-2026, 09:00:30.5", "2026-01-05T09:00:30.500Z")]
    [InlineData("mdy", "5/1/2026 12:00 AM", "2026-05-01T00:00:00Z")]
    [InlineData("mdy", "5/1/2026 12:30:00 pm", "2026-05-01T12:30:00Z")]
    [InlineData("mdy", "05/01/26 9:00PM", "2026-05-01T21:00:00Z")]
    [InlineData("ymd", "2026/01/05 9:00", "2026-01-05T09:00:00Z")]
    [InlineData("ymd", "2026.1.5 09:00 +02:00", "2026-01-05T07:00:00Z")]
    [InlineData("dmy", "2026-01-05T09:00:00Z", "2026-01-05T09:00:00Z")]
    public async Task Date_is_read_in_the_order_that_is_said(string dates, string text, string instant)
    {
        Assert.Equal(200, (await PostAsync(written.App, $"tickets?dates={dates}&timeZone=UTC", "id,createdAt", $"D-1,\"{text}\"")).Status);
        Assert.Equal("unchanged", (await written.App.PatchAsync("/v1/tickets/D-1", $$"""{"createdAt":"{{instant}}"}"""))["outcome"]);
    }

    [Theory]
    [InlineData("", "05.01.2026 09:00", "invalid_instant", "dates=dmy, dates=mdy or dates=ymd")]
    [InlineData("?dates=dmy", "05.01.2026 09:00", "offset_missing", "timeZone=Europe/Berlin")]
    [InlineData("?dates=dmy&timeZone=UTC", "05.13.2026 09:00", "invalid_instant", "")]
    [InlineData("?dates=dmy&timeZone=UTC", "05.01/2026 09:00", "invalid_instant", "")]
    [InlineData("?dates=mdy&timeZone=UTC", "5/1/2026 13:00 PM", "invalid_instant", "")]
    [InlineData("?dates=dmy&timeZone=UTC", "05.01.2026", "invalid_instant", "has to have a time")]
    public async Task Date_that_is_not_understood_is_told_with_its_line_and_column_and_what_to_do(string query, string text, string code, string hint)
    {
        var answer = await PostAsync(plain.App, "tickets" + query, "id,createdAt", $"T-1,{text}");
        Assert.Equal((422, code, "2", "createdAt", text), (answer.Status, Of("code"), Of("line"), Of("column"), Of("value")));
        Assert.Contains(hint, Of("message"), StringComparison.Ordinal);

        string Of(string member) => answer.Errors.Single()![member]!.ToString();
    }

    [Fact]
    public async Task Errors_name_line_column_and_value_and_say_how_to_mend_them()
    {
        var app = plain.App;
        var answer = await PostAsync(app, "tickets?map=createdAt:Opened", "id,Opened,status,handleSeconds,channel", "T-1,2026-01-05T08:00:00Z,Closed,\"5,5\",\"a", "b\"", "T-2,,open,,", "T-3,2026-01-05T08:00:00Z,open,");
        Assert.Equal(
            ["2 status /status unknown_value Closed", "2 handleSeconds /handleSeconds wrong_type 5,5", "2 channel /channel control_character a\nb", "4 Opened /createdAt required ", "5   malformed_csv "],
            answer.Errors.Select(error => $"{error!["line"]} {error["column"]} {error["pointer"]} {error["code"]} {error["value"]?.ToString().ReplaceLineEndings("\n")}"));
        Assert.Contains("values=status:Closed=closed", (string?)answer.Errors[0]!["message"], StringComparison.Ordinal);
        Assert.Contains("decimal=,", (string?)answer.Errors[1]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_cell_says_nothing_or_clears()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/attributes/product", """{"of":"ticket"}""");
        await PostAsync(app, "tickets", "id,createdAt,channel,tags,attributes.product", "T-1,2026-01-05T08:00:00Z,email,a|b,router");
        Assert.Equal("1", (await PostAsync(app, "tickets", "id,createdAt,channel,tags,attributes.product", "T-1,,,,"))["unchanged"]);
        Assert.Equal("1", (await PostAsync(app, "tickets?empty=clear", "id,createdAt,channel,tags,attributes.product", "T-1,,,,"))["updated"]);
        Assert.Equal("""{"id":"T-1","createdAt":"2026-01-05T08:00:00Z"}""", await ShownAsync(app, "T-1"));
    }

    [Fact]
    public async Task Unknown_column_is_told_how_to_ignore_or_map_it()
    {
        var answer = await PostAsync(plain.App, "tickets", "id,createdAt,Chanel,Subject,", "T-1,2026-01-05T08:00:00Z,a,b,");
        Assert.Equal(400, answer.Status);
        Assert.Equal(
            [
                "A ticket has no field Chanel; if it is channel, say so: map=channel:Chanel. Leave it out with ignore=Chanel, or all such columns with ignore=*.",
                "A ticket has no field Subject; if it is one, say which: map=field:Subject. Leave it out with ignore=Subject, or all such columns with ignore=*.",
            ],
            answer.Errors.Select(error => (string?)error!["message"]));
        Assert.Equal(200, (await PostAsync(written.App, "tickets?ignore=*", "id,createdAt,Chanel,Subject,", "I-1,2026-01-05T08:00:00Z,a,b,")).Status);
    }

    [Theory]
    [InlineData("dates=dym", "dates unknown_value")]
    [InlineData("decimal=;", "decimal unknown_value")]
    [InlineData("empty=null", "empty unknown_value")]
    [InlineData("values=status:Closed", "values invalid_value")]
    [InlineData("values=state:a=b", "values unknown_field")]
    [InlineData("values=status:A=open,status:a=closed", "values given_twice")]
    public async Task Parameter_that_is_wrong_is_told(string query, string problem)
    {
        var answer = await PostAsync(plain.App, "tickets?" + query, "id,createdAt");
        Assert.Equal((400, problem), (answer.Status, string.Join(", ", answer.Errors.Select(error => $"{error!["parameter"]} {error["code"]}"))));
    }

    [Fact]
    public async Task Tabs_and_utf_16_of_a_spreadsheet_are_taken()
    {
        var text = "id\tname\tteam\n1\tÄnne\t\n";
        var content = new ByteArrayContent([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)]) { Headers = { ContentType = new("text/csv") } };
        Assert.Equal("1", (await written.App.SendAsync(HttpMethod.Post, "/v1/agents", content))["stored"]);
        Assert.Equal("Änne", (await written.App.GetAsync("/v1/agents/1"))["name"]);
    }

    [Theory]
    [InlineData("application/json", """{"id":"C-1","from":"2026-01-01","to":"2026-02-01","amount":31}""", "2026-01-01T00:00:00Z")]
    [InlineData("text/csv", "id,from,to,amount\nC-1,2026-01-01,2026-02-01,31", "2026-01-01T00:00:00Z")]
    public async Task Date_alone_is_the_beginning_of_its_day(string type, string body, string from)
    {
        await using var app = await KpiApp.StartAsync();
        Assert.Equal(200, (await app.PostAsync("/v1/costs", body, type)).Status);
        Assert.Equal((from, "2026-02-01T00:00:00Z"), ((await app.GetAsync("/v1/costs/C-1"))["from"], (await app.GetAsync("/v1/costs/C-1"))["to"]));
    }

    [Fact]
    public async Task Day_is_one_of_the_zone_that_is_named_else_of_the_service()
    {
        await using var app = await KpiApp.StartAsync(adjust: builder => builder.Configuration["Kpi:TimeZone"] = "Europe/Berlin");
        await app.PutAsync("/v1/accounts/A-1", """{"since":"2026-01-05"}""");
        await PostAsync(app, "accounts?timeZone=America/New_York&dates=mdy", "id,since,until", "A-2,2026-01-05,1/6/2026");
        Assert.Equal("2026-01-04T23:00:00Z", (await app.GetAsync("/v1/accounts/A-1"))["since"]);
        Assert.Equal(("2026-01-05T05:00:00Z", "2026-01-06T05:00:00Z"), ((await app.GetAsync("/v1/accounts/A-2"))["since"], (await app.GetAsync("/v1/accounts/A-2"))["until"]));
        Assert.Equal("/createdAt invalid_instant", string.Join(", ", (await app.PostAsync("/v1/tickets", """{"id":"T-1","createdAt":"2026-01-05"}""")).Codes));
    }

    /// <summary>What is stored of a ticket, without what it does not say.</summary>
    private static async Task<string> ShownAsync(KpiApp app, string id)
    {
        var item = (await app.GetAsync($"/v1/tickets?updatedSince=0&limit=1000")).Json["items"]!.AsArray().Single(ticket => (string?)ticket!["id"] == id)!.AsObject();
        foreach (var name in item.Where(member => member.Value is null || member.Key == "createdBy").Select(member => member.Key).ToList()) item.Remove(name);
        return item.ToJsonString();
    }
}
