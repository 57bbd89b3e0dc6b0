using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KpiApi.Tests.GraphQL;
using KpiApi.Tests.Kpis;
using Microsoft.Playwright;

namespace KpiApi.Tests.Page;

/// <summary>From numbers to what they are made of, and out as files and calls.</summary>
public sealed class DrillTests(PageFixture fixture) : IClassFixture<PageFixture>
{
    private const string March = "from=2026-03-01&to=2026-04-01&timeZone=UTC";

    [ChromiumFact]
    public async Task Number_leads_to_its_tickets_and_a_ticket_to_its_timeline_and_facts()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, $"?{March}", "today");
        await tab.Tile("tickets_created").ClickAsync();
        await Assertions.Expect(tab.Overlay.Locator("tbody tr")).ToHaveCountAsync(4);
        await tab.AssertNoBarriersAsync("records");
        await tab.Overlay.GetByRole(AriaRole.Button, new() { Name = "A", Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Overlay.Locator("svg.lanes")).ToBeVisibleAsync();
        await Assertions.Expect(tab.Overlay.Locator(".timeline li").Last).ToContainTextAsync("CSAT 5 of 5");
        await Assertions.Expect(tab.Overlay.GetByRole(AriaRole.Row, new() { Name = "First response 10m" })).ToBeVisibleAsync();
        await tab.AssertNoBarriersAsync("ticket");

        // The address is shared, and the way back is the browser's.
        await using var other = await fixture.OpenAsync();
        await other.Page.GotoAsync(tab.Page.Url);
        await Assertions.Expect(other.Overlay.Locator("h2")).ToHaveTextAsync("Ticket A");
        await tab.Overlay.GetByText("← Back").ClickAsync();
        await Assertions.Expect(tab.Overlay.Locator("tbody tr")).ToHaveCountAsync(4);
        await tab.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(tab.Overlay).Not.ToBeVisibleAsync();
        // The dialog is closed first, and then the browser goes back.
        await Assertions.Expect(tab.Page).Not.ToHaveURLAsync(new Regex("drill"));
        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task Bar_and_its_number_in_the_table_lead_to_the_same_records()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, $"?view=volume&{March}", "volume");
        var rows = await tab.TableAsync("Created by channel");
        await rows.Filter(new() { HasText = "email" }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(tab.Overlay.Locator("tbody tr th")).ToHaveTextAsync(["B", "A"]);
        await tab.Overlay.GetByText("Close").ClickAsync();
        var chart = (await tab.Figure("Created by channel").Locator("canvas").BoundingBoxAsync())!;
        // The uppermost of three bars, near its beginning.
        await tab.Page.Mouse.ClickAsync(chart.X + 110, chart.Y + chart.Height / 6);
        await Assertions.Expect(tab.Overlay.Locator("tbody tr th")).ToHaveTextAsync(["B", "A"]);
    }

    [ChromiumFact]
    public async Task Long_list_of_records_goes_on()
    {
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(fixture.Demo, "?period=last_30_days", "today");
        await tab.Tile("nps").ClickAsync();
        await Assertions.Expect(tab.Overlay.Locator("tbody tr")).ToHaveCountAsync(100);
        await tab.Overlay.GetByText("Show more").ClickAsync();
        await Assertions.Expect(tab.Overlay.Locator("tbody tr")).ToHaveCountAsync(200);
    }

    [ChromiumFact]
    public async Task Agent_has_a_page_with_his_tickets()
    {
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(fixture.Demo, "?view=agents", "agents");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Anna Berg" }).ClickAsync();
        await tab.HasInAddressAsync("who=anna");
        await Assertions.Expect(tab.Page.Locator(".heading h2")).ToHaveTextAsync("Anna Berg");
        await Assertions.Expect(tab.Tile("tickets_resolved")).ToHaveTextAsync(await fixture.Demo.KpiAsync("tickets_resolved", "period=last_30_days&agent=anna"));
        await Assertions.Expect(tab.Figure("Tickets, the newest first").Locator("tbody tr")).ToHaveCountAsync(200);
        await tab.Page.GetByText("← All agents").ClickAsync();
        await Assertions.Expect(tab.Figure("Leaderboard")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task Open_tickets_show_their_clocks_and_are_in_the_order_asked_for()
    {
        await using var app = await Reading.StartAsync(new StandingClock { Now = PageFixture.Now });
        await app.PutAllAsync(
            ("/v1/sla-policies/all", """{"order":1,"firstResponseSeconds":7200}"""),
            ("/v1/tickets/A", """{"createdAt":"2026-03-12T13:30:00Z","channel":"chat"}"""),
            ("/v1/tickets/B", """{"createdAt":"2026-03-12T09:00:00Z","channel":"email"}"""),
            ("/v1/tickets/C", """{"createdAt":"2026-03-11T09:00:00Z","channel":"email","firstResponseAt":"2026-03-11T10:00:00Z"}"""));
        await app.DerivedAsync();
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, "?view=cases", "cases");
        var rows = tab.Figure("Open tickets").Locator("tbody tr");
        await Assertions.Expect(rows.Locator("th")).ToHaveTextAsync(["B", "A", "C"]);
        await Assertions.Expect(rows.Locator("td:nth-child(2)")).ToHaveTextAsync(["First response late by 3h", "First response in 1h 30m", "–"]);
        await tab.Page.GetByLabel("Order of the open tickets").SelectOptionAsync("createdAt");
        await Assertions.Expect(rows.Locator("th")).ToHaveTextAsync(["C", "B", "A"]);
        await tab.HasInAddressAsync("order=createdAt");
        // By a head of the table the service sorts, too.
        await tab.Figure("Open tickets").GetByRole(AriaRole.Button, new() { Name = "Created" }).ClickAsync();
        await Assertions.Expect(rows.Locator("th")).ToHaveTextAsync(["A", "B", "C"]);
        await tab.HasInAddressAsync("order=-createdAt");
        await tab.Page.GoBackAsync();
        await Assertions.Expect(rows.Locator("th")).ToHaveTextAsync(["C", "B", "A"]);
    }

    [ChromiumFact]
    public async Task Order_of_a_table_is_in_the_address_and_the_way_back_is_the_browsers()
    {
        await using var tab = await fixture.OpenAsync();
        foreach (var (view, figure, column, sort) in ((string, string, string, string)[])
            [("agents", "Leaderboard", "Handled", "-handled"), ("accounts", "Accounts by tickets", "Value a year", "-value-a-year"), ("satisfaction", "To follow up", "Score", "-score"), ("agents&who=chloe", "Tickets, the newest first", "Reason", "reason")])
        {
            await tab.ShowAsync(fixture.Demo, $"?view={view}", view.Split('&')[0]);
            var first = await tab.Figure(figure).Locator("tbody tr").AllTextContentsAsync();
            var head = tab.Figure(figure).GetByRole(AriaRole.Columnheader, new() { Name = column });
            var asked = Asked(tab);
            await head.GetByRole(AriaRole.Button).ClickAsync();
            await tab.HasInAddressAsync($"sort={sort}");
            await Assertions.Expect(head).ToHaveAttributeAsync("aria-sort", sort[0] == '-' ? "descending" : "ascending");
            await Assertions.Expect(head.GetByRole(AriaRole.Button)).ToBeFocusedAsync();
            var sorted = await tab.Figure(figure).Locator("tbody tr").AllTextContentsAsync();
            Assert.NotEqual(first, sorted);
            Assert.Equal(first.Order(StringComparer.Ordinal), sorted.Order(StringComparer.Ordinal));
            // Nothing is asked again for it.
            Assert.Equal(asked, Asked(tab));
            await using (var other = await fixture.OpenAsync())
            {
                await other.ShowAsync(fixture.Demo, new Uri(tab.Page.Url).Query, view.Split('&')[0]);
                await Assertions.Expect(other.Figure(figure).Locator("tbody tr")).ToHaveTextAsync(sorted);
            }

            await tab.Page.GoBackAsync();
            await Assertions.Expect(tab.Figure(figure).Locator("tbody tr")).ToHaveTextAsync(first);
        }

        static int Asked(Tab tab) => tab.Requests.Count(url => url.EndsWith("/batch", StringComparison.Ordinal));
    }

    [ChromiumFact]
    public async Task Records_are_sorted_by_the_service_and_their_order_is_in_the_address()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, $"?{March}", "today");
        await tab.Tile("first_response_time:median").ClickAsync();
        var rows = tab.Overlay.Locator("tbody tr");
        await Assertions.Expect(rows.Locator("td:nth-child(2)")).ToHaveTextAsync([new Regex("Mar 3"), new Regex("Mar 2"), new Regex("Mar 2")]);
        await tab.Overlay.GetByRole(AriaRole.Button, new() { Name = "Value" }).ClickAsync();
        await Assertions.Expect(rows.Locator("td:nth-child(3)").First).ToHaveTextAsync("30m");
        await tab.Overlay.GetByRole(AriaRole.Button, new() { Name = "Value" }).ClickAsync();
        await Assertions.Expect(rows.Locator("td:nth-child(3)").Last).ToHaveTextAsync("30m");
        await tab.HasInAddressAsync("%22order%22%3A%22value%22");
        await tab.Page.GoBackAsync();
        await Assertions.Expect(rows.Locator("td:nth-child(3)").First).ToHaveTextAsync("30m");
    }

    [ChromiumFact]
    public async Task Low_scores_are_to_be_followed_up_the_newest_first()
    {
        await using var app = await Reading.StartDeskAsync();
        await app.PutAllAsync(
            ("/v1/surveys/S4", """{"kind":"nps","ticket":"D","respondedAt":"2026-03-05T09:00:00Z","score":6,"comment":"Too slow."}"""),
            ("/v1/surveys/S5", """{"kind":"nps","ticket":"C","respondedAt":"2026-03-05T10:00:00Z","score":7}"""),
            ("/v1/surveys/S6", """{"kind":"csat","ticket":"C","respondedAt":"2026-03-06T10:00:00Z","score":1}"""));
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, $"?view=satisfaction&{March}", "satisfaction");
        var rows = tab.Figure("To follow up").Locator("tbody tr");
        await Assertions.Expect(rows.Locator("th")).ToHaveTextAsync(["C", "D", "B"]);
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("Too slow.");
    }

    [ChromiumFact]
    public async Task Chart_is_exported_as_a_file_and_as_calls_that_answer_the_same()
    {
        await using var app = await Reading.StartDeskAsync();
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(app, $"?view=volume&{March}&channel=email&channel=chat&reason=", "volume");
        var chart = tab.Figure("Created by channel");
        await Assertions.Expect(chart.GetByText("CSV")).ToBeHiddenAsync();
        foreach (var (form, ending) in ((string, string)[])[("CSV", ".csv"), ("Excel", ".xlsx"), ("Picture", ".png")])
        {
            await chart.GetByText("Export").ClickAsync();
            Assert.EndsWith(ending, (await tab.Page.RunAndWaitForDownloadAsync(() => chart.GetByText(form).ClickAsync())).SuggestedFilename, StringComparison.Ordinal);
        }

        await chart.GetByText("Export").ClickAsync();
        await chart.GetByText("As API call").ClickAsync();
        await tab.AssertNoBarriersAsync("calls");
        var calls = await tab.Overlay.Locator("pre").AllTextContentsAsync();
        var rest = await app.GetAsync(new Uri(calls[0].Split('\'')[1]).PathAndQuery);
        var graph = await app.PostAsync("/graphql", new JsonObject { ["query"] = calls[1] }.ToJsonString());
        Assert.Equal(["email 2", "chat 1"], rest.Json["rows"]!.AsArray().Select(row => $"{row!["channel"]} {row["values"]!["tickets_created"]!["value"]}"));
        Assert.Equal(["email 2", "chat 1"], graph.Json["data"]!["kpis"]!["rows"]!.AsArray().Select(row => $"{row!["keys"]![0]!["value"]} {row["values"]![0]!["value"]}"));
        Assert.Contains("GROUP BY", calls[2], StringComparison.Ordinal);
        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task Every_call_to_copy_is_answered()
    {
        await using var tab = await fixture.OpenAsync();
        foreach (var view in ViewTests.Views)
        {
            await tab.ShowAsync(fixture.Demo, $"?view={view}&channel=email", view);
            foreach (var menu in await tab.Page.Locator(".export").AllAsync())
            {
                await menu.Locator("summary").ClickAsync();
                await menu.GetByText("As API call").ClickAsync();
                await Assertions.Expect(tab.Overlay.Locator("pre").First).ToBeVisibleAsync();
                var calls = await tab.Overlay.Locator("pre").AllTextContentsAsync();
                using var rest = await fixture.Demo.Http.GetAsync(calls[0].Split('\'')[1]);
                Assert.True(rest.IsSuccessStatusCode, calls[0]);
                if (calls.Count > 1)
                {
                    var graph = await fixture.Demo.PostAsync("/graphql", new JsonObject { ["query"] = calls[1] }.ToJsonString());
                    Assert.True(graph.Json["errors"] is null, calls[1] + graph.Json["errors"]);
                }

                await tab.Overlay.GetByText("Close").ClickAsync();
            }
        }

        Assert.Empty(tab.Complaints);
    }

    [ChromiumFact]
    public async Task Change_is_explained_by_any_metric()
    {
        await using var tab = await fixture.OpenAsync();
        await tab.ShowAsync(fixture.Demo, "?view=why", "why");
        await tab.Page.GetByLabel("What changed").SelectOptionAsync("tickets_created");
        await tab.HasInAddressAsync("metric=tickets_created");
        await Assertions.Expect(tab.Page.Locator(".heading")).ToContainTextAsync("Tickets created was");
        var rows = await tab.TableAsync("By channel");
        await rows.Filter(new() { HasText = "email" }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(tab.Overlay.Locator("h2")).ToHaveTextAsync("Tickets created");
    }
}
