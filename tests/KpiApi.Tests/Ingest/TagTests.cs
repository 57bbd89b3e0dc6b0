using System.Text.Json.Nodes;

namespace KpiApi.Tests.Ingest;

/// <summary>Tags of tickets as they are written and read back, in every form.</summary>
public sealed class TagTests
{
    [Fact]
    public async Task Tags_come_back_in_order_and_each_once()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T", """{"createdAt":"2026-03-02T09:00:00Z","tags":["vip","Refund","vip","a, b"]}""");
        Assert.Equal("""["Refund","a, b","vip"]""", await TagsAsync(app, "T"));
        Assert.Equal("unchanged", (await app.PutAsync("/v1/tickets/T", """{"createdAt":"2026-03-02T09:00:00Z","tags":["a, b","vip","Refund"]}"""))["outcome"]);
        Assert.Equal("updated", (await app.PutAsync("/v1/tickets/T", """{"createdAt":"2026-03-02T09:00:00Z","tags":["vip"]}"""))["outcome"]);
        Assert.Equal("""["vip"]""", await TagsAsync(app, "T"));
        Assert.Contains("\"tags\":[\"vip\"]", await app.Http.GetStringAsync("/v1/changes?kinds=tickets"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task No_tags_are_none(string none)
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T", """{"createdAt":"2026-03-02T09:00:00Z","tags":["vip"]}""");
        Assert.Equal("updated", (await app.PutAsync("/v1/tickets/T", $$"""{"createdAt":"2026-03-02T09:00:00Z","tags":{{none}}}"""))["outcome"]);
        Assert.Equal("[]", await TagsAsync(app, "T"));
        Assert.Null((await app.GetAsync("/v1/tickets?updatedSince=0")).Json["items"]![0]!["tags"]);
    }

    [Fact]
    public async Task Item_that_says_nothing_of_tags_leaves_them_and_a_list_takes_their_place()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T", """{"createdAt":"2026-03-02T09:00:00Z","tags":["vip","late"]}""");
        await app.PostAsync("/v1/tickets", """{"id":"T","channel":"email"}""");
        Assert.Equal("""["late","vip"]""", await TagsAsync(app, "T"));
        await app.PostAsync("/v1/tickets", "id,channel,tags\nT,chat,\n", "text/csv");
        Assert.Equal("""["late","vip"]""", await TagsAsync(app, "T"));
        await app.SendAsync(HttpMethod.Patch, "/v1/tickets/T", """{"tags":["new"]}""");
        Assert.Equal("""["new"]""", await TagsAsync(app, "T"));
        await app.SendAsync(HttpMethod.Patch, "/v1/tickets/T", """{"tags":[]}""");
        Assert.Equal("[]", await TagsAsync(app, "T"));
    }

    [Fact]
    public async Task Tags_are_one_cell_of_a_table()
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PostAsync("/v1/tickets?map=tags:Labels", "id,createdAt,Labels\nA,2026-03-02T09:00:00Z,vip|refund|vip\nB,2026-03-02T09:00:00Z,\nC,2026-03-02T09:00:00Z,\"a, b\"\n", "text/csv");
        Assert.Equal((200, "3"), (answer.Status, answer["created"]));
        Assert.Equal(["""["refund","vip"]""", "[]", """["a, b"]"""], [await TagsAsync(app, "A"), await TagsAsync(app, "B"), await TagsAsync(app, "C")]);
    }

    [Fact]
    public async Task Tags_come_with_lines()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PostLinesAsync("/v1/tickets", """{"id":"A","createdAt":"2026-03-02T09:00:00Z","tags":["x","y"]}""");
        Assert.Equal("""["x","y"]""", await TagsAsync(app, "A"));
    }

    [Theory]
    [InlineData("\"vip\"", "/tags wrong_type")]
    [InlineData("[\"\"]", "/tags/0 empty")]
    [InlineData("[\"vip\",\"  \"]", "/tags/1 empty")]
    [InlineData("[\"vip\",\"a|b\",\"c|\"]", "/tags/1 separator_in_tag, /tags/2 separator_in_tag")]
    [InlineData("[null,7,[\"a\"],{\"b\":1},true,\"a\\nb\"]", "/tags/0 wrong_type, /tags/1 wrong_type, /tags/2 wrong_type, /tags/3 wrong_type, /tags/4 wrong_type, /tags/5 control_character")]
    [InlineData("[\"\\ud800\"]", "/tags/0 invalid_utf8")]
    public async Task Wrong_tag_is_told_by_its_place(string tags, string problems)
    {
        await using var app = await KpiApp.StartAsync();
        var answer = await app.PutAsync("/v1/tickets/T", $$"""{"createdAt":"2026-03-02T09:00:00Z","tags":{{tags}}}""");
        Assert.Equal((422, problems), (answer.Status, string.Join(", ", answer.Codes)));
    }

    [Theory]
    [InlineData("tags")]
    [InlineData("attributes.product")]
    [InlineData("channel")]
    public async Task Cell_that_is_no_utf8_is_told_as_in_any_column(string column)
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAllAsync(("/v1/attributes/product", """{"of":"ticket"}"""));
        var content = new ByteArrayContent([.. System.Text.Encoding.UTF8.GetBytes($"id,createdAt,{column}\nA,2026-03-02T09:00:00Z,"), 0xFF, (byte)'\n']) { Headers = { ContentType = new("text/csv") } };
        var answer = await app.SendAsync(HttpMethod.Post, "/v1/tickets", content);
        Assert.Equal((422, "invalid_utf8"), (answer.Status, Assert.Single(answer.Codes).Split(' ')[1]));
    }

    [Fact]
    public async Task Twenty_different_tags_are_taken_and_no_more()
    {
        await using var app = await KpiApp.StartAsync();
        string Tags(int count) => string.Join(',', Enumerable.Range(0, count).Select(n => $"\"t{n:00}\""));
        Assert.Equal(201, (await app.PutAsync("/v1/tickets/T", $$"""{"createdAt":"2026-03-02T09:00:00Z","tags":[{{Tags(20)}},{{Tags(20)}}]}""")).Status);
        Assert.Equal(["/tags too_many_tags"], (await app.PutAsync("/v1/tickets/T", $$"""{"createdAt":"2026-03-02T09:00:00Z","tags":[{{Tags(21)}}]}""")).Codes);
        Assert.Equal(["/tags/0 too_long"], (await app.PutAsync("/v1/tickets/T", $$"""{"createdAt":"2026-03-02T09:00:00Z","tags":["{{new string('x', 201)}}"]}""")).Codes);
        var csv = await app.PostAsync("/v1/tickets", $"id,createdAt,tags\nA,2026-03-02T09:00:00Z,{string.Join('|', Enumerable.Range(0, 21))}\nB,2026-03-02T09:00:00Z,a||b\n", "text/csv");
        Assert.Equal((422, "/tags too_many_tags, /tags/1 empty"), (csv.Status, string.Join(", ", csv.Codes)));
    }

    private static async Task<string> TagsAsync(KpiApp app, string id) => ((JsonArray)(await app.GetAsync($"/v1/tickets/{id}")).Json["ticket"]!["tags"]!).ToJsonString();
}
