using KpiApi.Ingest.Contracts;

namespace KpiApi.Tests.Ingest;

public sealed class ResourceRulesTests
{
    [Theory]
    [InlineData("accounts", """{"id":"A-1","since":"2026-02-01T00:00:00Z","until":"2026-01-31T00:00:00Z"}""", "/until until_before_since")]
    [InlineData("accounts", """{"id":"A-1","value":1.00005}""", "/value too_many_decimals")]
    [InlineData("accounts", """{"id":"A-1","value":-1}""", "/value out_of_range")]
    [InlineData("accounts", """{"value":"12"}""", "/value wrong_type, /id required")]
    [InlineData("shifts", """{"id":"S-1"}""", "/agent required, /from required, /to required")]
    [InlineData("shifts", """{"id":"S-1","agent":"anna","from":"2026-01-05T08:00:00Z","to":"2026-01-05T08:00:00Z"}""", "/to to_not_after_from")]
    [InlineData("shifts", """{"id":"S-1","agent":"anna","from":"2026-01-05T08:00:00Z","to":"2026-01-05T09:00:00Z","kind":"planned"}""", "/kind unknown_value")]
    [InlineData("costs", """{"id":"C-1","from":"2026-02-01T00:00:00Z","to":"2026-01-01T00:00:00Z","amount":1}""", "/to to_not_after_from")]
    [InlineData("costs", """{"id":"C-1","from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":-0.5}""", "/amount out_of_range")]
    public void Item_that_is_wrong_is_told(string resource, string json, string problems) => Assert.Equal(problems, resource switch
    {
        "accounts" => OneItem.Read(AccountContract.Contract, json).Problems(),
        "shifts" => OneItem.Read(ShiftContract.Contract, json).Problems(),
        _ => OneItem.Read(CostContract.Contract, json).Problems(),
    });

    [Theory]
    [InlineData("accounts", """{"value":12500.0001}""", """{"value":12500.0002}""")]
    [InlineData("shifts", """{"agent":"anna","from":"2026-01-05T08:00:00Z","to":"2026-01-05T16:00:00Z"}""", """{"agent":"bert","from":"2026-01-05T08:00:00Z","to":"2026-01-05T16:00:00Z"}""")]
    [InlineData("costs", """{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":0}""", """{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":0.0001}""")]
    public async Task Item_is_created_unchanged_and_updated(string resource, string first, string second)
    {
        await using var app = await KpiApp.StartAsync();
        var created = await app.PutAsync($"/v1/{resource}/X-1", first);
        var unchanged = await app.PutAsync($"/v1/{resource}/X-1", first);
        var updated = await app.PutAsync($"/v1/{resource}/X-1", second);
        Assert.Equal((201, "created", "1"), (created.Status, created["outcome"], created["version"]));
        Assert.Equal((200, "unchanged", "1"), (unchanged.Status, unchanged["outcome"], unchanged["version"]));
        Assert.Equal((200, "updated", "2"), (updated.Status, updated["outcome"], updated["version"]));
    }

    [Fact]
    public async Task Utilization_cuts_a_shift_to_the_period()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(
            ("/v1/tickets/T-1", """{"createdAt":"2026-01-05T08:00:00Z","agent":"anna"}"""),
            ("/v1/events/E-1", """{"ticket":"T-1","type":"call","at":"2026-01-05T23:00:00Z","agent":"anna","durationSeconds":1800}"""),
            ("/v1/shifts/S-1", """{"agent":"anna","from":"2026-01-05T22:00:00Z","to":"2026-01-06T06:00:00Z"}"""),
            ("/v1/shifts/S-2", """{"agent":"anna","from":"2026-01-05T23:00:00Z","to":"2026-01-06T00:00:00Z","kind":"available"}"""));

        // Half an hour of the two that the shift has on that day; of the one available.
        Assert.Equal("25", await app.KpiAsync("agent_utilization", "from=2026-01-05&to=2026-01-06"));
        Assert.Equal("50", await app.KpiAsync("agent_occupancy", "from=2026-01-05&to=2026-01-06"));
        // None of the six of the next day.
        Assert.Equal("0", await app.KpiAsync("agent_utilization", "from=2026-01-06&to=2026-01-07"));

        Assert.Equal("deleted", (await app.DeleteAsync("/v1/shifts/S-1"))["outcome"]);
        Assert.Equal("null", await app.KpiAsync("agent_utilization", "from=2026-01-05&to=2026-01-06"));
    }

    [Fact]
    public async Task Cost_per_resolution_divides_the_costs_of_the_period()
    {
        await using var app = await KpiApp.StartAsync();
        var month = "from=2026-01-01&to=2026-02-01";
        await app.PutAsync("/v1/costs/C-1", """{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":100}""");
        Assert.Equal("null", await app.KpiAsync("cost_per_resolution", month));

        await app.PutAllAsync(
            ("/v1/tickets/T-1", """{"createdAt":"2026-01-05T08:00:00Z","resolvedAt":"2026-01-06T08:00:00Z"}"""),
            ("/v1/tickets/T-2", """{"createdAt":"2026-01-05T08:00:00Z","resolvedAt":"2026-01-07T08:00:00Z"}"""));
        Assert.Equal("50", await app.KpiAsync("cost_per_resolution", month));
        Assert.Equal("100", await app.KpiAsync("operating_cost", month));

        Assert.Equal("deleted", (await app.DeleteAsync("/v1/costs/C-1"))["outcome"]);
        Assert.Equal("0", await app.KpiAsync("operating_cost", month));
    }

    [Fact]
    public async Task Retention_leaves_new_accounts_out()
    {
        await using var app = await KpiApp.StartAsync();
        // S = 4, one of which is lost; N = 1; E = 4: (4 − 1) ÷ 4.
        await app.PostLinesAsync("/v1/accounts",
            """{"id":"A-1","since":"2025-01-01T00:00:00Z"}""",
            """{"id":"A-2"}""",
            """{"id":"A-3","since":"2025-12-31T23:59:59Z","until":"2026-02-01T00:00:00.001Z"}""",
            """{"id":"A-4","until":"2026-01-15T00:00:00Z"}""",
            """{"id":"A-5","since":"2026-01-10T00:00:00Z"}""");
        var month = "from=2026-01-01&to=2026-02-01";
        Assert.Equal("75", await app.KpiAsync("customer_retention_rate", month));
        Assert.Equal("25", await app.KpiAsync("churn_rate", month));
        Assert.Equal("1", await app.KpiAsync("churned_accounts", month));
    }

    [Fact]
    public async Task Accounts_shifts_and_costs_are_there_after_a_restart()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(
            ("/v1/accounts/A-1", """{"value":12500.5}"""),
            ("/v1/tickets/T-1", """{"createdAt":"2026-01-05T08:00:00Z","account":"A-1"}"""),
            ("/v1/shifts/S-1", """{"agent":"anna","from":"2026-01-05T08:00:00Z","to":"2026-01-05T16:00:00Z"}"""),
            ("/v1/costs/C-1", """{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":310}"""));

        await using var again = await KpiApp.StartAsync(app.CopyOfDisk());
        Assert.Equal("12500.5", await again.KpiAsync("account_value"));
        Assert.Equal("10", await again.KpiAsync("operating_cost", "from=2026-01-05&to=2026-01-06"));
        Assert.Equal("0", await again.KpiAsync("agent_utilization", "from=2026-01-05&to=2026-01-06"));
    }
}
