namespace KpiApi.Tests.Settings;

public sealed class SettingRulesTests(SettledDesk settings) : IClassFixture<SettledDesk>
{
    internal const string Office = """{"timeZone":"Europe/Berlin","hours":{"monday":[{"from":"09:00","to":"18:00"}]}}""";

    [Theory]
    [InlineData("{}", "/timeZone required, /hours required")]
    [InlineData("[]", " wrong_type")]
    [InlineData("""{"timeZone":"Europe/Berln","hours":{"monday":[]}}""", "/timeZone unknown_time_zone, /hours empty")]
    [InlineData("""{"timeZone":"UTC","hours":{"monday":[{"from":"9:00","to":"24:01"}],"sunday":[{"from":"24:00","to":"24:00"}]}}""", "/hours/monday/0/from invalid_time, /hours/monday/0/to invalid_time, /hours/sunday/0/from invalid_time")]
    [InlineData("""{"timeZone":"UTC","hours":{"mondy":[],"tuesday":[{"to":"10:00"}, 3]}}""", "/hours/mondy unknown_field, /hours/tuesday/0/from required, /hours/tuesday/1 wrong_type")]
    [InlineData("""{"timeZone":"UTC","hours":{"monday":[{"from":"21:00","to":"02:00"}]},"holidays":["2026-12-25","2026-02-29",7]}""", "/holidays/1 invalid_date, /holidays/2 invalid_date")]
    [InlineData("""{"timeZone":"UTC","hours":{"monday":[{"from":"09:00","to":"18:00"}]},"holidays":["--12-25","--02-30","2026-05-01",{"date":"2026-05-01","hours":[{"from":"09:00","to":"12:00"}]},{"date":"24.12.","hours":[]},{"hours":[{"from":"9"}]}]}""", "/holidays/1 invalid_date, /holidays/3 duplicate_date, /holidays/4/date invalid_date, /holidays/5/date required, /holidays/5/hours/0/from invalid_time, /holidays/5/hours/0/to required")]
    [InlineData("""{"timeZone":"UTC","hours":{"monday":[{"from":"09:00","to":"18:00"}]},"versions":[{"from":"2026-07-01"},{"from":"--07-01","holidays":[]},{"from":"2026-08-01","hours":{"monday":[]}},{"from":"2026-08-01","holidays":["x"]},7,{}]}""", "/versions/0 required, /versions/1/from invalid_date, /versions/2/hours empty, /versions/3/holidays/0 invalid_date, /versions/3/from duplicate_date, /versions/4 wrong_type, /versions/5/from required, /versions/5 required")]
    [InlineData("""{"id":"other","timeZone":1,"timeZone":"UTC","hours":7,"color":"red"}""", "/timeZone duplicate_field, /color unknown_field, /id id_mismatch, /timeZone wrong_type, /hours wrong_type")]
    public async Task Calendar_that_is_wrong_is_told(string json, string problems)
    {
        var app = settings.App;
        var answer = await app.PutAsync("/v1/calendars/default", json);
        Assert.Equal((422, problems), (answer.Status, string.Join(", ", answer.Codes)));
    }

    [Theory]
    [InlineData("{}", " required")]
    [InlineData("""{"firstResponseSeconds":0,"order":1.5}""", "/order not_whole, /firstResponseSeconds out_of_range")]
    [InlineData("""{"resolutionSeconds":60,"calendar":"defualt"}""", "/calendar unknown_calendar")]
    [InlineData("""{"resolutionSeconds":60,"pauseOn":["pending","solved","hold"]}""", "/pauseOn/1 unknown_value, /pauseOn/2 unknown_value")]
    [InlineData("""{"resolutionSeconds":60,"when":{"priority":"high","channel":[],"team":["a",1],"chanel":[]}}""", "/when/chanel unknown_field, /when/priority wrong_type, /when/channel empty, /when/team/1 wrong_type")]
    [InlineData("""{"resolutionSeconds":60,"when":{"team":["a\u0000b",""]}}""", "/when/team/0 control_character, /when/team/1 empty")]
    public async Task Policy_that_is_wrong_is_told(string json, string problems)
    {
        var app = settings.App;
        var answer = await app.PutAsync("/v1/sla-policies/gold", json);
        Assert.Equal((422, problems), (answer.Status, string.Join(", ", answer.Codes)));
    }

    [Theory]
    [InlineData("{}", "/metric required, /value required")]
    [InlineData("""{"metric":"cast","value":80}""", "/metric unknown_metric")]
    [InlineData("""{"metric":"csat","value":80,"warnAt":85}""", "/warnAt warn_at_better_side")]
    [InlineData("""{"metric":"resolution_time","value":80,"warnAt":75}""", "/warnAt warn_at_better_side")]
    [InlineData("""{"metric":"csat","value":80,"filters":{"chanel":"chat","stage":"x","team":3}}""", "/filters/chanel unknown_dimension, /filters/team wrong_type, /filters/stage dimension_not_allowed")]
    [InlineData("""{"metric":"nps","value":60}""", " conflict")]
    public async Task Target_that_is_wrong_is_told(string json, string problems)
    {
        var app = settings.App;
        var answer = await app.PutAsync("/v1/targets/t", json);
        Assert.Equal((422, problems), (answer.Status, string.Join(", ", answer.Codes)));
    }

    [Fact]
    public async Task Nearest_is_told()
    {
        var app = settings.App;
        Assert.Equal("csat", (string?)(await app.PutAsync("/v1/targets/t", """{"metric":"cast","value":80}""")).Errors[0]!["nearest"]);
        Assert.Equal("default", (string?)(await app.PutAsync("/v1/sla-policies/p", """{"calendar":"defualt","resolutionSeconds":1}""")).Errors[0]!["nearest"]);
        Assert.Equal("Europe/Berlin", (string?)(await app.PutAsync("/v1/calendars/c", Office.Replace("Berlin", "Berln", StringComparison.Ordinal))).Errors[0]!["nearest"]);
    }

    [Theory]
    [InlineData("{", 400, "malformed_json")]
    [InlineData("{\"timeZone\":\"\\ud800\"}", 400, "invalid_utf8")]
    public async Task Body_that_is_no_json_is_told(string body, int status, string code)
    {
        var app = settings.App;
        var answer = await app.PutAsync("/v1/calendars/default", body);
        Assert.Equal((status, code), (answer.Status, (string?)answer.Errors[0]!["code"]));
    }

    [Fact]
    public async Task Setting_is_created_shown_unchanged_updated_listed_and_deleted()
    {
        await using var app = await KpiApp.StartAsync();
        var created = await app.PutAsync("/v1/calendars/office%2F1", Office);
        Assert.Equal((201, "office/1", "created", "true"), (created.Status, created["id"], created["outcome"], created["deriving"]));
        await app.DerivedAsync();

        // Written in another way, and with what is absent said: the same.
        var same = """{"holidays":[],"id":"office/1","hours":{"monday":[{"to":"18:00","from":"09:00"}],"tuesday":null},"timeZone":"Europe/Berlin"}""";
        var unchanged = await app.PutAsync("/v1/calendars/office%2F1", same);
        Assert.Equal((200, "unchanged", "false"), (unchanged.Status, unchanged["outcome"], unchanged["deriving"]));

        const string Shown = """{"id":"office/1","timeZone":"Europe/Berlin","hours":{"monday":[{"from":"09:00","to":"18:00"}],"tuesday":[],"wednesday":[],"thursday":[],"friday":[],"saturday":[],"sunday":[]},"holidays":[],"versions":[]}""";
        Assert.Equal(Shown, (await app.GetAsync("/v1/calendars/office%2F1")).Json.ToJsonString());
        Assert.Equal($$"""{"items":[{{Shown}}],"nextCursor":null}""", (await app.GetAsync("/v1/calendars")).Json.ToJsonString());
        Assert.Equal(200, (await app.PutAsync("/v1/calendars/office%2F1", Shown)).Status);

        Assert.Equal("updated", (await app.PutAsync("/v1/calendars/office%2F1", Office.Replace("18", "17", StringComparison.Ordinal)))["outcome"]);
        Assert.Equal("deleted", (await app.DeleteAsync("/v1/calendars/office%2F1"))["outcome"]);
        Assert.Equal(404, (await app.GetAsync("/v1/calendars/office%2F1")).Status);
        Assert.Equal(404, (await app.DeleteAsync("/v1/calendars/office%2F1")).Status);
    }

    [Fact]
    public async Task Calendar_that_a_policy_names_stays()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(
            ("/v1/calendars/office", Office),
            ("/v1/sla-policies/gold", """{"firstResponseSeconds":3600,"calendar":"office"}"""));
        var refused = await app.DeleteAsync("/v1/calendars/office");
        Assert.Equal((409, "calendar_in_use"), (refused.Status, (string?)refused.Errors[0]!["code"]));
        Assert.Equal(200, (await app.DeleteAsync("/v1/sla-policies/gold")).Status);
        Assert.Equal(200, (await app.DeleteAsync("/v1/calendars/office")).Status);
    }

    [Fact]
    public async Task Settings_are_there_after_a_restart()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(
            ("/v1/calendars/office", Office),
            ("/v1/sla-policies/gold", """{"order":2,"when":{"channel":["chat","email"]},"firstResponseSeconds":3600,"calendar":"office","pauseOn":["on_hold"]}"""),
            ("/v1/targets/chat", """{"metric":"csat","value":90.5,"warnAt":85,"filters":{"channel":"chat"}}"""));
        await using var again = await KpiApp.StartAsync(app.CopyOfDisk());
        Assert.Equal(
            """{"id":"gold","order":2,"when":{"priority":null,"channel":["chat","email"],"reason":null,"team":null},"firstResponseSeconds":3600,"resolutionSeconds":null,"nextReplySeconds":null,"calendar":"office","pauseOn":["on_hold"]}""",
            (await again.GetAsync("/v1/sla-policies/gold")).Json.ToJsonString());
        Assert.Equal("""{"id":"chat","metric":"csat","value":90.5,"warnAt":85,"filters":{"channel":"chat"}}""", (await again.GetAsync("/v1/targets/chat")).Json.ToJsonString());
        Assert.Equal(200, (await again.GetAsync("/v1/calendars/office")).Status);
    }
}

/// <summary>Has a calendar and a target.</summary>
public sealed class SettledDesk : SharedApp
{
    private protected override async Task<KpiApp> StartAsync()
    {
        var app = await KpiApp.StartAsync();
        await app.PutAllAsync(("/v1/calendars/default", SettingRulesTests.Office), ("/v1/targets/nps", """{"metric":"nps","value":40}"""));
        await app.DerivedAsync();
        return app;
    }
}
