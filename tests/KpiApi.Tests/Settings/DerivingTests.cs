using KpiApi.Settings;
using KpiApi.Storage.Feed;
using KpiApi.Tests.Auth;
using KpiApi.Tests.Kpis.Admission;
using Microsoft.AspNetCore.Builder;

namespace KpiApi.Tests.Settings;

/// <summary>What is acknowledged is in force at its version; until then numbers say that they are not of it.</summary>
public sealed class DerivingTests
{
    private const string Calendar = """{"timeZone":"UTC","hours":{"monday":[{"from":"09:00","to":"18:00"}]}}""";

    /// <summary>More than one chunk, so that deriving takes several turns.</summary>
    private const int Tickets = 40_000;

    [Fact]
    public async Task Version_of_a_setting_is_the_one_that_shows_it()
    {
        // However long it takes to derive.
        await using var app = await KpiApp.StartAsync(adjust: builder => builder.UseClock(new HeldClock(TimeSpan.FromSeconds(5))));
        await app.PostLinesAsync("/v1/tickets", [.. Enumerable.Range(0, Tickets).Select(n => Ticket($"T-{n}"))]);
        var set = await app.PutAsync("/v1/calendars/default", Calendar);
        Assert.Equal(("created", "true"), (set["outcome"], set["deriving"]));
        Assert.Equal("1800", await AtAsync(app, set, "first_response_time", "&hours=business"));

        var policy = await app.PutAsync("/v1/sla-policies/gold", """{"firstResponseSeconds":3600}""");
        Assert.Equal("true", policy["deriving"]);
        // What others write meanwhile is visible as ever.
        var ticket = await app.PutAsync("/v1/tickets/other", Ticket("other"));
        Assert.Equal(Tickets + 1, (int)(await app.GetAsync($"/v1/kpis?metrics=tickets_created&period=all&minVersion={ticket["version"]}")).Json["totals"]!["tickets_created"]!["value"]!);
        Assert.Equal("0", await AtAsync(app, policy, "sla_first_response"));
        var gone = await app.DeleteAsync("/v1/sla-policies/gold");
        Assert.Equal(("deleted", "true"), (gone["outcome"], gone["deriving"]));
        Assert.Equal("null", await AtAsync(app, gone, "sla_first_response"));
    }

    [Fact]
    public async Task Numbers_of_the_rules_before_carry_a_warning_and_are_no_copies_of_others()
    {
        await using var app = await QuietAsync();
        await app.PutAsync("/v1/tickets/T-1", Ticket("T-1"));
        await app.PutAsync("/v1/calendars/default", Calendar);
        await app.DerivedAsync();
        const string Path = "/v1/kpis?metrics=first_response_time&period=all&hours=business";
        using var before = await app.Http.GetAsync(new Uri(Path, UriKind.Relative));
        Assert.NotNull(before.Headers.ETag);
        Assert.Empty((await app.GetAsync(Path)).Json["warnings"]!.AsArray());

        // The writer sleeps, so nothing is derived until somebody writes.
        app.Service<FactFeed>().StartRederivation();
        using var again = new HttpRequestMessage(HttpMethod.Get, Path) { Headers = { IfNoneMatch = { before.Headers.ETag! } } };
        using var meanwhile = await app.Http.SendAsync(again);
        Assert.Equal((200, null), ((int)meanwhile.StatusCode, meanwhile.Headers.ETag));
        Assert.Equal(["deriving"], (await app.GetAsync(Path)).Json["warnings"]!.AsArray().Select(warning => (string)warning!["code"]!));

        await app.PutAsync("/v1/tickets/T-2", Ticket("T-2"));
        await app.DerivedAsync();
        Assert.Empty((await app.GetAsync(Path)).Json["warnings"]!.AsArray());
    }

    [Fact]
    public async Task Business_hours_are_soon_known_while_the_first_calendar_is_being_derived()
    {
        await using var app = await QuietAsync();
        await app.PutAsync("/v1/tickets/T-1", Ticket("T-1"));
        Assert.Equal((400, "no_calendar"), await RefusedAsync(app));
        app.Service<CurrentSettings>().Replace(new Dictionary<string, string> { ["calendars/default"] = """{"id":"default",""" + Calendar[1..] });
        Assert.Equal((503, "deriving"), await RefusedAsync(app));
        using var answer = await app.Http.GetAsync(new Uri("/v1/kpis?metrics=first_response_time&period=all&hours=business", UriKind.Relative));
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private static string Ticket(string id) =>
        $$"""{"id":"{{id}}","createdAt":"2026-01-05T08:00:00Z","channel":"chat","firstResponseAt":"2026-01-05T09:30:00Z"}""";

    /// <summary>The value at the version that a setting was acknowledged with.</summary>
    private static async Task<string> AtAsync(KpiApp app, Answer set, string metric, string parameters = "")
    {
        var answer = await app.GetAsync($"/v1/kpis?metrics={metric}&period=all&minVersion={set["version"]}{parameters}");
        Assert.True(answer.Status == 200, answer.Json.ToJsonString());
        Assert.Empty(answer.Json["warnings"]!.AsArray());
        return answer.Json["totals"]![metric]!["value"]?.ToString() ?? "null";
    }

    private static async Task<(int, string?)> RefusedAsync(KpiApp app)
    {
        var answer = await app.GetAsync("/v1/kpis?metrics=first_response_time&period=all&hours=business");
        return (answer.Status, (string?)answer.Errors[0]!["code"]);
    }

    /// <summary>Its writer looks at the store only when it has something to write.</summary>
    private static Task<KpiApp> QuietAsync() => KpiApp.StartAsync(adjust: (WebApplicationBuilder builder) => builder.Configuration["Store:PollIntervalMilliseconds"] = "60000");
}
