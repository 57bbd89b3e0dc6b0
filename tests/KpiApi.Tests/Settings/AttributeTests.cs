using KpiApi.Tests.GraphQL;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Settings;

/// <summary>Declared attributes of accounts and tickets, from their setting to every door that they are asked at.</summary>
public sealed class AttributeTests
{
    private const string March = "from=2026-03-01&to=2026-03-08";

    private const string NpsByTier = $"/v1/kpis?metrics=nps&{March}&groupBy=account.tier";

    [Fact]
    public async Task Nps_by_tier_follows_the_account()
    {
        await using var app = await StartAsync();
        var first = await app.ReadInBothAsync(NpsByTier);
        Assert.Equal(["gold", "silver"], first.Each("rows", "account.tier"));
        Assert.Equal(["100", "-100"], first.Values("nps"));
        Assert.Equal(304, (await app.ReadAsync(NpsByTier, $"If-None-Match: {first.Headers.ETag}")).Status);

        await app.PutAllAsync(("/v1/accounts/B", """{"attributes":{"tier":"gold"}}"""));
        var second = await app.ReadInBothAsync(NpsByTier);
        Assert.Equal(["gold 0"], second.Each("rows", "account.tier").Zip(second.Values("nps"), (tier, nps) => $"{tier} {nps}"));
        Assert.Equal(200, (await app.ReadAsync(NpsByTier, $"If-None-Match: {first.Headers.ETag}")).Status);
        Assert.Equal("B", Assert.Single((await app.ReadInBothAsync($"/v1/kpis/records?metric=nps&{March}&account.tier=gold&account.not=A")).Each("items", "account")));
        Assert.Equal(["gold"], (await app.ReadAsync("/v1/dimensions/account.tier")).Each("items", "value"));
        Assert.Equal(["account.tier unknown_value silver → -"], (await app.ReadInBothAsync($"{NpsByTier}&account.tier=silver")).Errors);
    }

    /// <summary>What is cached of the rows of tickets must not outlive the change either, under another question.</summary>
    [Fact]
    public async Task Partial_of_a_tier_does_not_survive_the_account()
    {
        await using var app = await StartAsync();
        string Question(int day) => $"/v1/kpis?metrics=tickets_created&from=2026-02-{day:00}&to=2026-03-08&account.tier=gold";
        Assert.Equal(["1"], (await app.ReadAsync(Question(1))).Values("tickets_created"));
        Assert.Equal(["1"], (await app.ReadAsync(Question(2))).Values("tickets_created"));
        await app.PutAllAsync(("/v1/accounts/B", """{"attributes":{"tier":"gold"}}"""));
        Assert.Equal(["2"], (await app.ReadAsync(Question(3))).Values("tickets_created"));
    }

    [Fact]
    public async Task Attributes_of_tickets_are_dimensions_everywhere()
    {
        await using var app = await StartAsync();
        var rows = await app.AskInBothAsync("""{"metrics":["tickets_created"],"from":"2026-03-01","to":"2026-03-08","groupBy":["channel","ticket.product"],"filters":{"ticket.product":["router",null]}}""");
        Assert.Equal(["router 1", "null 1"], rows.Each("rows", "ticket.product").Zip(rows.Values("tickets_created"), (product, count) => $"{product} {count}"));
        Assert.Equal("ticket_product,tickets_created,tickets_created_count\nrouter,1,1\n,1,1\n", (await app.ReadAsync($"/v1/kpis?metrics=tickets_created&{March}&groupBy=ticket.product&format=csv")).Text.Replace("\r", "", StringComparison.Ordinal));
        Assert.Equal(["T1"], (await app.ReadInBothAsync("/v1/tickets?ticket.product=router")).Each("items", "id"));
        Assert.Equal("router", (await app.ReadInBothAsync("/v1/tickets/T1")).Json["ticket"]!["attributes"]!["product"]!.ToString());
        Assert.Contains("account.tier", (await app.ReadAsync("/v1/metrics/nps")).Json["dimensions"]!.AsArray().Select(name => name!.ToString()));
    }

    /// <summary>GraphQL's dimensions are an enumeration, so attributes are named beside it.</summary>
    [Fact]
    public async Task Attribute_is_named_beside_the_enumeration_in_GraphQL()
    {
        await using var app = await StartAsync();
        Assert.Equal(
            """{"dimension":[{"value":"gold","count":1},{"value":"silver","count":1}]}""",
            (await app.DataAsync("""{ dimension(attribute: "account.tier") { value count } }""")).ToJsonString());
        Assert.Equal(
            """{"kpis":{"rows":[{"keys":[{"dimension":"CHANNEL","attribute":null,"value":null},{"dimension":null,"attribute":"account.tier","value":"gold"}]}]}}""",
            (await app.DataAsync("""{ kpis(input: {metrics: [{metric: TICKETS_CREATED}], period: ALL, groupBy: [CHANNEL], groupByAttributes: ["account.tier"], filters: [{attribute: "account.tier", values: ["gold"]}]}) { rows { keys { dimension attribute value } } } }""")).ToJsonString());
        Assert.Equal(["dimension unknown_dimension"], (await app.QueryAsync("""{ dimension(attribute: "account.teir") { value } }""")).GraphQLErrors());
        Assert.Equal(["dimension conflict"], (await app.QueryAsync("""{ dimension(name: TEAM, attribute: "account.tier") { value } }""")).GraphQLErrors());
        Assert.Equal(["dimension required"], (await app.QueryAsync("{ dimension { value } }")).GraphQLErrors());
    }

    [Fact]
    public async Task Attributes_come_with_csv_and_lines()
    {
        await using var app = await StartAsync();
        var csv = await app.PostAsync("/v1/accounts", "id,attributes.tier,Seats\nC,bronze,3\nD,,4\n", "text/csv");
        Assert.Equal((400, "unknown_column"), (csv.Status, Assert.Single(csv.Codes).Trim()));
        Assert.Equal(200, (await app.PostAsync("/v1/accounts?map=attributes.tier:Tier", "id,Tier\nC,bronze\nD,\n", "text/csv")).Status);
        await app.PostLinesAsync("/v1/accounts", """{"id":"E","attributes":{"tier":7}}""", """{"id":"F","attributes":{"tier":true}}""");
        await app.PostLinesAsync("/v1/tickets", [.. "CDEF".Select(account => $$"""{"id":"{{account}}","createdAt":"2026-03-02T09:00:00Z","account":"{{account}}"}""")]);
        var rows = await app.ReadAsync($"/v1/kpis?metrics=tickets_created&{March}&groupBy=account.tier");
        Assert.Equal(["7", "bronze", "gold", "silver", "true", "null"], rows.Each("rows", "account.tier"));
    }

    [Fact]
    public async Task Undeclared_attribute_is_refused_with_how_to_declare_it()
    {
        await using var app = await StartAsync();
        var answer = await app.PutAsync("/v1/accounts/A", """{"attributes":{"teir":"gold","tier":["gold"],"tier":null,"product":"x"}}""");
        Assert.Equal((422, "/attributes/teir unknown_attribute, /attributes/tier wrong_type, /attributes/tier duplicate_field, /attributes/product unknown_attribute"), (answer.Status, string.Join(", ", answer.Codes)));
        Assert.Equal("tier", (string?)answer.Errors[0]!["nearest"]);
        Assert.Contains("PUT /v1/attributes/teir with {\"of\": \"account\"}", (string)answer.Errors[0]!["message"]!, StringComparison.Ordinal);
        Assert.Equal(422, (await app.PutAsync("/v1/accounts/A", """{"attributes":"gold"}""")).Status);
    }

    [Theory]
    [InlineData("""{"attributes":{"tier":"\ud800"}}""")]
    [InlineData("""{"attributes":{"\ud800":"gold"}}""")]
    public async Task Half_a_character_is_told_and_no_failure(string account)
    {
        await using var app = await StartAsync();
        var answer = await app.PutAsync("/v1/accounts/A", account);
        Assert.Equal((422, "invalid_utf8"), (answer.Status, Assert.Single(answer.Codes).Split(' ')[1]));
    }

    [Theory]
    [InlineData("tier", "{}", "/of required")]
    [InlineData("tier", """{"of":"acount","title":""}""", "/of unknown_value, /title empty")]
    [InlineData("not", """{"of":"account"}""", "/id invalid_id")]
    [InlineData("a.b", """{"of":"account"}""", "/id invalid_id")]
    [InlineData("1st", """{"of":"ticket"}""", "/id invalid_id")]
    public async Task Attribute_that_is_wrong_is_told(string id, string json, string problems)
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PutAsync($"/v1/attributes/{id}", json);
        Assert.Equal((422, problems), (answer.Status, string.Join(", ", answer.Codes)));
    }

    [Fact]
    public async Task Seventeenth_attribute_is_refused()
    {
        await using var app = await KpiApp.StartAsync();
        for (var n = 1; n <= 16; n++)
            Assert.Equal(201, (await app.PutAsync($"/v1/attributes/a{n}", """{"of":"account"}""")).Status);
        Assert.Equal([" too_many_attributes"], (await app.PutAsync("/v1/attributes/a17", """{"of":"account"}""")).Codes);
        Assert.Equal(200, (await app.PutAsync("/v1/attributes/a16", """{"of":"account","title":"Last"}""")).Status);
        Assert.Equal(201, (await app.PutAsync("/v1/attributes/t1", """{"of":"ticket"}""")).Status);
        Assert.Equal(17, (await app.ReadAsync("/v1/attributes")).Json["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Attribute_that_is_deleted_is_no_dimension_and_returns_with_its_values()
    {
        await using var app = await StartAsync();
        await app.PutAllAsync(("/v1/targets/gold", """{"metric":"nps","value":40,"filters":{"account.tier":"gold"}}"""));
        Assert.Equal(["40", "50"], (await app.ReadInBothAsync($"{NpsByTier}&include=target")).Json["rows"]!.AsArray().Select(row => row!["values"]!["nps"]!["target"]?["value"]?.ToString() ?? "null"));
        Assert.Equal((409, "attribute_in_use"), (await app.DeleteAsync("/v1/attributes/tier") is var used ? used.Status : 0, (string?)used.Errors[0]!["code"]));
        await app.DeleteAsync("/v1/targets/gold");
        Assert.Equal(200, (await app.DeleteAsync("/v1/attributes/tier")).Status);
        await app.DerivedAsync();
        Assert.Equal(["groupBy unknown_dimension account.tier → -"], (await app.ReadInBothAsync(NpsByTier)).Errors);
        await app.PutAsync("/v1/attributes/tier", """{"of":"account"}""");
        await app.DerivedAsync();
        Assert.Equal(["100", "-100"], (await app.ReadAsync(NpsByTier)).Values("nps"));
    }

    [Fact]
    public async Task Restart_keeps_them()
    {
        await using var first = await StartAsync();
        await using var again = await first.RestartAsync();
        Assert.Equal(["100", "-100"], (await again.ReadAsync(NpsByTier)).Values("nps"));
        await again.PutAllAsync(("/v1/accounts/B", """{"attributes":{"tier":"gold"}}"""));
        Assert.Equal(["0"], (await again.ReadAsync(NpsByTier)).Values("nps"));
    }

    [Fact]
    public async Task Erased_account_takes_its_values_along()
    {
        await using var app = await StartAsync();
        await app.DeleteAsync("/v1/accounts/B");
        Assert.Equal(["gold"], (await app.ReadAsync("/v1/dimensions/account.tier")).Each("items", "value").Where(value => value != "null"));
        Assert.Equal(["account.tier unknown_value silver → -"], (await app.ReadAsync($"{NpsByTier}&account.tier=silver")).Errors);
    }

    /// <summary>Two accounts, each with a ticket and an answer.</summary>
    private static async Task<KpiApp> StartAsync()
    {
        var app = await Reading.StartAsync(null, "Kpi:FastWays=true");
        await app.PutAllAsync(
            ("/v1/attributes/tier", """{"of":"account","title":"Tier"}"""),
            ("/v1/attributes/product", """{"of":"ticket"}"""),
            ("/v1/accounts/A", """{"attributes":{"tier":"gold"}}"""),
            ("/v1/accounts/B", """{"attributes":{"tier":"silver"}}"""),
            ("/v1/tickets/T1", """{"createdAt":"2026-03-02T09:00:00Z","account":"A","attributes":{"product":"router"}}"""),
            ("/v1/tickets/T2", """{"createdAt":"2026-03-02T09:00:00Z","account":"B"}"""),
            ("/v1/surveys/S1", """{"kind":"nps","ticket":"T1","respondedAt":"2026-03-02T10:00:00Z","score":10}"""),
            ("/v1/surveys/S2", """{"kind":"nps","ticket":"T2","respondedAt":"2026-03-02T10:00:00Z","score":2}"""));
        await app.DerivedAsync();
        return app;
    }
}
