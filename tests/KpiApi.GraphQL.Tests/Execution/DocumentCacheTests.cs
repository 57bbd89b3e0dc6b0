using KpiApi.GraphQL.Execution;
using KpiApi.GraphQL.Tests.Zoo;

namespace KpiApi.GraphQL.Tests.Execution;

public sealed class DocumentCacheTests
{
    [Fact]
    public void Find_what_was_used_lately_is_there_and_the_rest_is_dropped()
    {
        var cache = new DocumentCache<string>(maxCount: 4, maxCharacters: 1_000);
        cache.Add("a", "A");
        for (var i = 0; i < 10; i++)
        {
            cache.Add($"b{i}", "B");
            Assert.Equal("A", cache.Find("a"));
        }

        Assert.Null(cache.Find("b0"));
        Assert.InRange(cache.Count, 1, 4);
    }

    [Fact]
    public void Add_more_characters_than_allowed_is_not_kept()
    {
        var cache = new DocumentCache<string>(maxCount: 100, maxCharacters: 100);
        cache.Add(new string('x', 60), "long");
        for (var i = 0; i < 20; i++) cache.Add($"{i:D20}", "short");
        Assert.Null(cache.Find(new string('x', 60)));
        Assert.InRange(cache.Count, 1, 5);
    }

    [Fact]
    public async Task Executor_caches_valid_documents_and_no_others()
    {
        var executor = new GraphQLExecutor(ZooSchema.Schema);
        await ZooSchema.RunAsync("{ hello }", executor: executor);
        await ZooSchema.RunAsync("{ hello }", executor: executor);
        await ZooSchema.RunAsync("{ unknown }", executor: executor);
        Assert.Equal(1, executor.CachedDocuments);
    }

    [Fact]
    public async Task Document_asked_by_many_at_once_gives_each_its_own_answer()
    {
        var executor = new GraphQLExecutor(ZooSchema.Schema);
        const string query = "query ($v: Int!, $b: Boolean!) { intRequired(value: $v) hello @include(if: $b) late(number: $v) { id } }";
        await Parallel.ForAsync(0, 2_000, async (number, _) =>
        {
            var variables = $$"""{"v":{{number}},"b":{{(number % 2 == 0 ? "true" : "false")}}}""";
            var answer = await ZooSchema.RunAsync(query, variables, executor: executor);
            Assert.Equal(number, (int)answer["data"]!["intRequired"]!);
            Assert.Equal($"a{number}", (string?)answer["data"]!["late"]!["id"]);
            Assert.Equal(number % 2 == 0, answer["data"]!.AsObject().ContainsKey("hello"));
        });
    }
}
