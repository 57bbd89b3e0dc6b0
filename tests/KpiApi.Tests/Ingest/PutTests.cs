namespace KpiApi.Tests.Ingest;

public sealed class PutTests(PlainApp plain, WrittenApp written) : IClassFixture<PlainApp>, IClassFixture<WrittenApp>
{
    private const string Ticket = """{"createdAt":"2026-01-05T09:12:00Z","channel":"email"}""";

    [Fact]
    public async Task Put_new_is_created_and_visible()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PutAsync("/v1/tickets/T-1", Ticket);
        Assert.Equal((201, "T-1", "created", "1"), (answer.Status, answer["id"], answer["outcome"], answer["version"]));
        Assert.Equal(1, app.VisibleVersion);
        Assert.True(app.Shows("T-1"));
    }

    [Fact]
    public async Task Put_again_is_unchanged_and_raises_no_version()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T-1", Ticket);
        var answer = await app.PutAsync("/v1/tickets/T-1", Ticket);
        Assert.Equal((200, "unchanged", "1"), (answer.Status, answer["outcome"], answer["version"]));
    }

    [Fact]
    public async Task Put_changed_is_updated()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T-1", Ticket);
        var answer = await app.PutAsync("/v1/tickets/T-1", """{"createdAt":"2026-01-05T09:12:00Z"}""");
        Assert.Equal((200, "updated", "2"), (answer.Status, answer["outcome"], answer["version"]));
        using var database = app.OpenDatabase();
        Assert.Null(database.Tickets.Single().Channel);
    }

    [Theory]
    [InlineData("T-1", "2026-01-05T10:00:00Z", "2026-01-05T09:59:59.999Z", "unchanged", "email")]
    [InlineData("T-2", "2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z", "updated", "chat")]
    [InlineData("T-3", "2026-01-05T10:00:00Z", "2026-01-05T11:00:00+01:00", "updated", "chat")]
    [InlineData("T-4", "2026-01-05T10:00:00Z", null, "updated", "chat")]
    [InlineData("T-5", null, "2026-01-05T10:00:00Z", "updated", "chat")]
    public async Task Ticket_older_than_stored_changes_nothing(string id, string? stored, string? sent, string outcome, string channel)
    {
        var app = written.App;
        await app.PutAsync("/v1/tickets/" + id, WithUpdatedAt("email", stored));
        var answer = await app.PutAsync("/v1/tickets/" + id, WithUpdatedAt("chat", sent));
        Assert.Equal(outcome, answer["outcome"]);
        using var database = app.OpenDatabase();
        Assert.Equal(channel, database.Tickets.Single(row => row.Id == id).Channel);
    }

    [Fact]
    public async Task Body_id_equal_to_path_is_accepted_and_another_is_422()
    {
        await using var app = await KpiApp.StartAsync();
        Assert.Equal(201, (await app.PutAsync("/v1/agents/anna", """{"id":"anna"}""")).Status);
        var answer = await app.PutAsync("/v1/agents/anna", """{"id":"bert"}""");
        Assert.Equal((422, "application/problem+json"), (answer.Status, answer.Type));
        Assert.Equal(["/id id_mismatch"], answer.Codes);
        Assert.Equal("bert", answer.Errors[0]!["value"]!.ToString());
    }

    [Theory]
    [InlineData("PROJ%2F1", "PROJ/1")]
    [InlineData("a%20b", "a b")]
    [InlineData("100%25", "100%")]
    [InlineData("%C3%A4", "ä")]
    public async Task Path_id_is_unescaped_once(string path, string id)
    {
        var app = written.App;
        Assert.Equal(id, (await app.PutAsync($"/v1/agents/{path}", "{}"))["id"]);
        Assert.Equal(200, (await app.DeleteAsync($"/v1/agents/{path}")).Status);
    }

    [Fact]
    public async Task Put_of_an_array_is_422_and_of_broken_json_400()
    {
        var app = plain.App;
        Assert.Equal([" not_an_object"], (await app.PutAsync("/v1/agents/anna", "[]")).Codes);
        var answer = await app.PutAsync("/v1/agents/anna", "{\n\"team\": }");
        Assert.Equal(400, answer.Status);
        Assert.Equal("malformed_json", answer.Errors[0]!["code"]!.ToString());
        Assert.StartsWith("The body is not JSON: line 2, byte 9.", answer["detail"], StringComparison.Ordinal);
    }

    private static string WithUpdatedAt(string channel, string? updatedAt) =>
        $$"""{"createdAt":"2026-01-05T09:12:00Z","channel":"{{channel}}","updatedAt":{{(updatedAt is null ? "null" : $"\"{updatedAt}\"")}}}""";
}
