namespace KpiApi.Tests.Settings;

public sealed class SettingNumbersTests
{
    private const string Weekdays = """{"timeZone":"UTC","hours":{"monday":[{"from":"09:00","to":"18:00"}],"friday":[{"from":"09:00","to":"18:00"}]}}""";

    /// <summary>A Friday, and the Monday after it.</summary>
    private const string AnsweredOnMonday = """{"createdAt":"2026-01-09T17:00:00Z","firstResponseAt":"2026-01-12T10:00:00Z"}""";

    [Fact]
    public async Task Business_hours_follow_the_calendar()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T-1", AnsweredOnMonday);
        var refused = await app.GetAsync("/v1/kpis?metrics=first_response_time&hours=business&period=all");
        Assert.Equal((400, "no_calendar"), (refused.Status, (string?)refused.Errors[0]!["code"]));

        await app.PutAsync("/v1/calendars/default", Weekdays);
        await app.DerivedAsync();
        Assert.Equal("7200", await app.KpiAsync("first_response_time", "hours=business&period=all"));
        Assert.Equal("234000", await app.KpiAsync("first_response_time"));

        await app.PutAsync("/v1/calendars/default", Weekdays.Replace("09:00", "09:30:00", StringComparison.Ordinal));
        await app.DerivedAsync();
        Assert.Equal("5400", await app.KpiAsync("first_response_time", "hours=business&period=all"));

        await app.DeleteAsync("/v1/calendars/default");
        await app.DerivedAsync();
        Assert.Equal(400, (await app.GetAsync("/v1/kpis?metrics=first_response_time&hours=business&period=all")).Status);
    }

    [Fact]
    public async Task Windows_and_holidays_count()
    {
        (string Windows, string Holidays, string Created, string Answered, string Seconds)[] cases =
        [
            ("""{"from":"21:00","to":"02:00"}""", "", "2026-01-12T20:00:00Z", "2026-01-13T05:00:00Z", "18000"),
            ("""{"from":"18:00","to":"24:00"}""", "", "2026-01-12T20:00:00Z", "2026-01-13T05:00:00Z", "14400"),
            ("""{"from":"09:00","to":"12:00"},{"from":"13:00","to":"17:00"}""", "", "2026-01-12T11:00:00Z", "2026-01-12T14:00:00Z", "7200"),
            ("""{"from":"09:00","to":"18:00"}""", "\"2026-01-12\"", "2026-01-12T10:00:00Z", "2026-01-12T12:00:00Z", "0"),
        ];
        await using var app = await KpiApp.StartAsync();
        foreach (var (windows, holidays, created, answered, seconds) in cases)
        {
            await app.PutAsync("/v1/calendars/default", $$"""{"timeZone":"UTC","hours":{"monday":[{{windows}}]},"holidays":[{{holidays}}]}""");
            await app.PutAsync("/v1/tickets/T-1", $$"""{"createdAt":"{{created}}","firstResponseAt":"{{answered}}"}""");
            await app.DerivedAsync();
            Assert.Equal((windows, seconds), (windows, await app.KpiAsync("first_response_time", "hours=business&period=all")));
        }
    }

    [Fact]
    public async Task Sla_is_met_at_the_due_time_breached_after_it_and_neither_before()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/sla-policies/gold", """{"when":{"priority":["high"]},"firstResponseSeconds":3600}""");
        await app.PutAllAsync(
            ("/v1/tickets/met", """{"createdAt":"2026-01-05T08:00:00Z","priority":"high","firstResponseAt":"2026-01-05T09:00:00Z"}"""),
            ("/v1/tickets/late", """{"createdAt":"2026-01-05T08:00:00Z","priority":"high","firstResponseAt":"2026-01-05T09:00:00.001Z"}"""),
            ("/v1/tickets/overdue", """{"createdAt":"2026-01-05T08:00:00Z","priority":"high"}"""),
            ("/v1/tickets/running", """{"createdAt":"2126-01-05T08:00:00Z","priority":"high"}"""),
            ("/v1/tickets/other", """{"createdAt":"2026-01-05T08:00:00Z","priority":"low"}"""));
        await app.DerivedAsync();
        Assert.Equal("33.3333", await app.KpiAsync("sla_first_response"));
        Assert.Equal("2", await app.KpiAsync("sla_breaches"));

        await app.DeleteAsync("/v1/sla-policies/gold");
        await app.DerivedAsync();
        Assert.Equal("null", await app.KpiAsync("sla_first_response"));
    }

    [Fact]
    public async Task Sla_counts_in_the_hours_of_its_calendar_and_pauses()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(
            ("/v1/calendars/office", Weekdays),
            ("/v1/sla-policies/office", """{"order":1,"when":{"channel":["email"]},"firstResponseSeconds":7200,"calendar":"office"}"""),
            ("/v1/sla-policies/all", """{"order":2,"resolutionSeconds":3600,"pauseOn":["pending"]}"""),
            ("/v1/tickets/T-1", AnsweredOnMonday.Replace("{", """{"channel":"email",""", StringComparison.Ordinal)),
            ("/v1/tickets/T-2", """{"createdAt":"2026-01-05T08:00:00Z"}"""),
            ("/v1/events/E-1", """{"ticket":"T-2","type":"status","at":"2026-01-05T08:30:00Z","to":"pending"}"""),
            ("/v1/events/E-2", """{"ticket":"T-2","type":"status","at":"2026-01-05T12:30:00Z","to":"open"}"""),
            ("/v1/events/E-3", """{"ticket":"T-2","type":"status","at":"2026-01-05T13:00:00Z","to":"solved"}"""));
        await app.DerivedAsync();
        Assert.Equal("100", await app.KpiAsync("sla_first_response"));
        Assert.Equal("100", await app.KpiAsync("sla_resolution"));

        await app.PutAsync("/v1/sla-policies/all", """{"order":2,"resolutionSeconds":3600}""");
        await app.DerivedAsync();
        Assert.Equal("0", await app.KpiAsync("sla_resolution"));
    }

    /// <summary>The worked example of reply waits, with a promise for each message but the first.</summary>
    [Fact]
    public async Task Replies_are_counted_and_promised()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(
            ("/v1/sla-policies/all", """{"nextReplySeconds":1800}"""),
            ("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:00:00Z"}"""),
            ("/v1/events/E-1", """{"ticket":"T-1","type":"customer_message","at":"2026-01-05T09:20:00Z"}"""),
            ("/v1/events/E-2", """{"ticket":"T-1","type":"reply","at":"2026-01-05T10:00:00Z","agent":"anna"}"""),
            ("/v1/events/E-3", """{"ticket":"T-1","type":"customer_message","at":"2026-01-05T12:00:00Z"}"""),
            ("/v1/events/E-4", """{"ticket":"T-1","type":"reply","at":"2026-01-05T12:30:00Z","agent":"anna"}"""));
        await app.DerivedAsync();
        Assert.Equal("2700", await app.KpiAsync("reply_time"));
        Assert.Equal("1800", await app.KpiAsync("next_reply_time"));
        Assert.Equal("100", await app.KpiAsync("sla_next_reply"));
        Assert.Equal("T-1", (string?)(await app.GetAsync("/v1/kpis/records?metric=next_reply_time&period=all")).Json["items"]![0]!["ticket"]);
    }

    [Fact]
    public async Task Fcr_window_is_the_option()
    {
        await using var week = await KpiApp.StartAsync();
        await using var days = await KpiApp.StartAsync(adjust: builder => builder.Configuration["Kpi:FcrWindowDays"] = "5");
        foreach (var (app, percent) in new[] { (week, "0"), (days, "100") })
        {
            await app.PutAllAsync(
                ("/v1/tickets/T-1", """{"createdAt":"2026-01-05T08:00:00Z"}"""),
                ("/v1/events/E-1", """{"ticket":"T-1","type":"status","at":"2026-01-05T09:00:00Z","to":"solved"}"""),
                ("/v1/events/E-2", """{"ticket":"T-1","type":"status","at":"2026-01-11T08:00:00Z","to":"open"}"""),
                ("/v1/events/E-3", """{"ticket":"T-1","type":"reply","at":"2026-01-11T09:00:00Z","agent":"anna"}"""));
            Assert.Equal(percent, await app.KpiAsync("first_contact_resolution"));
        }
    }

    [Theory]
    [InlineData(5, 0, "met")]
    [InlineData(4, 1, "met")]
    [InlineData(3, 1, "warn")]
    [InlineData(1, 1, "missed")]
    public async Task Target_that_is_set_takes_the_place_of_the_default(int satisfied, int others, string status)
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/targets/csat", """{"metric":"csat","value":80,"warnAt":75}""");
        await app.PostLinesAsync("/v1/surveys", [.. Enumerable.Range(0, satisfied + others).Select(i =>
            $$"""{"id":"S-{{i}}","kind":"csat","respondedAt":"2026-01-05T08:00:00Z","score":{{(i < satisfied ? 5 : 1)}}}""")]);
        var target = (await app.GetAsync("/v1/kpis?metrics=csat&period=all&include=target")).Json["totals"]!["csat"]!["target"]!;
        Assert.Equal($$"""{"value":80,"warnAt":75,"status":"{{status}}"}""", target.ToJsonString());
    }

    [Fact]
    public async Task Target_of_one_channel_leaves_the_default_of_all()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/targets/chat", """{"metric":"csat","value":99,"filters":{"channel":"chat"}}""");
        await app.PostLinesAsync("/v1/surveys", """{"id":"S-1","kind":"csat","respondedAt":"2026-01-05T08:00:00Z","score":5,"channel":"chat"}""");
        async Task<string> ValueAsync(string filter) =>
            (await app.GetAsync($"/v1/kpis?metrics=csat&period=all&include=target{filter}")).Json["totals"]!["csat"]!["target"]!["value"]!.ToString();
        Assert.Equal("80", await ValueAsync(""));
        Assert.Equal("99", await ValueAsync("&channel=chat"));
        await app.DeleteAsync("/v1/targets/chat");
        Assert.Equal("80", await ValueAsync("&channel=chat"));
    }
}
