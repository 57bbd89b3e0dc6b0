using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using KpiApi.GraphQL.Execution;
using KpiApi.GraphQL.Schema;
using KpiApi.GraphQL.Tests.Zoo;

namespace KpiApi.GraphQL.Tests.Execution;

public sealed class GraphQLExecutorTests
{
    [Theory]
    [InlineData("{ a: hello b: hello }", ErrorCodes.TooManyTokens)]
    [InlineData("{animal(id:1){parent{parent{id}}}}", ErrorCodes.TooDeep)]
    [InlineData("{...{...{...{...{...{...{hello}}}}}}}", ErrorCodes.TooDeep)]
    [InlineData("{a:int b:int}", ErrorCodes.TooManyAliases)]
    [InlineData("{int hello text key}", ErrorCodes.TooManyFields)]
    [InlineData("{animals(first:4){id}}", ErrorCodes.TooManyRows)]
    [InlineData("{__schema{description}}", ErrorCodes.IntrospectionDisabled)]
    [InlineData("{__type(name:\"A\"){name}}", ErrorCodes.IntrospectionDisabled)]
    public async Task Limit_passed_has_its_own_code(string query, string code)
    {
        var options = new GraphQLOptions
        {
            MaxTokens = query.Contains(' ', StringComparison.Ordinal) && query.Contains(": ", StringComparison.Ordinal) ? 5 : 30,
            MaxDepth = 3,
            MaxAliases = 1,
            MaxFields = 3,
            MaxRows = 3,
            AllowIntrospection = false,
        };
        var answer = await ZooSchema.RunAsync(query, executor: new GraphQLExecutor(ZooSchema.Schema, options));
        Assert.Equal(code, CodeOf(answer));
    }

    [Fact]
    public async Task Typename_while_introspection_is_off_is_answered()
    {
        var executor = new GraphQLExecutor(ZooSchema.Schema, new GraphQLOptions { AllowIntrospection = false });
        Assert.Equal("""{"data":{"__typename":"Query"}}""", (await ZooSchema.RunAsync("{ __typename }", executor: executor)).ToJsonString());
    }

    [Theory]
    [InlineData("{ hello", null)]
    [InlineData("{ unknown }", null)]
    [InlineData("query ($a: Int!) { int(value: $a) }", null)]
    [InlineData("{ hello }", "Unknown")]
    public async Task Request_that_is_refused_has_no_data(string query, string? operation)
    {
        var answer = await ZooSchema.RunAsync(query, operation: operation);
        Assert.Equal(["errors"], answer.Select(member => member.Key));
    }

    [Fact]
    public async Task Exception_of_a_resolver_is_told_to_the_host_and_not_to_the_client()
    {
        var told = new List<string>();
        var options = new GraphQLOptions { OnInternalError = (exception, path) => told.Add($"{path}: {exception.Message}") };
        var answer = await ZooSchema.RunAsync("{ animals(first: 1) { failing } }", executor: new GraphQLExecutor(ZooSchema.Schema, options));
        Assert.Equal(["animals.0.failing: The cage is open."], told);
        Assert.Equal(
            """{"data":{"animals":[{"failing":null}]},"errors":[{"message":"Internal error.","locations":[{"line":1,"column":23}],"path":["animals",0,"failing"],"extensions":{"code":"internal_error"}}]}""",
            answer.ToJsonString());
    }

    [Fact]
    public async Task GraphQLException_with_several_errors_lists_each_with_its_extensions()
    {
        var executor = new GraphQLExecutor(new SchemaBuilder().Query(typeof(Wrong)).Build());
        var answer = await ZooSchema.RunAsync("{ all }", executor: executor);
        Assert.Equal(
            """{"data":{"all":null},"errors":[{"message":"One.","locations":[{"line":1,"column":3}],"path":["all"],"extensions":{"code":"one","nearest":"won"}},{"message":"Two.","locations":[{"line":1,"column":3}],"path":["all"],"extensions":{"code":"two"}}]}""",
            answer.ToJsonString());
    }

    [Fact]
    public async Task List_that_fails_while_it_is_read_becomes_null()
    {
        var executor = new GraphQLExecutor(new SchemaBuilder().Query(typeof(Wrong)).Build());
        Assert.Equal("""{"lazy":null,"all":null}""", (await ZooSchema.RunAsync("{ lazy all }", executor: executor))["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Scalar_that_fails_half_way_fails_the_request_and_leaves_whole_json()
    {
        var scalar = new Scalar<Uri>("Half", (writer, _) =>
        {
            writer.WriteStartObject();
            throw new InvalidOperationException("half");
        });
        var executor = new GraphQLExecutor(new SchemaBuilder().Scalar(scalar).Query(typeof(Links)).Build());
        Assert.Equal(ErrorCodes.Internal, CodeOf(await ZooSchema.RunAsync("{ link }", executor: executor)));
    }

    [Fact]
    public async Task Time_limit_passed_is_an_answer_and_cancellation_is_not()
    {
        var executor = new GraphQLExecutor(new SchemaBuilder().Query(typeof(Slow)).Build(), new GraphQLOptions { Timeout = TimeSpan.FromMilliseconds(20), MaxRows = int.MaxValue });
        Assert.Equal(ErrorCodes.Timeout, CodeOf(await ZooSchema.RunAsync("{ wait }", executor: executor)));
        Assert.Equal(ErrorCodes.Timeout, CodeOf(await ZooSchema.RunAsync("{ endless }", executor: executor)));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await executor.ExecuteAsync(new GraphQLRequest { Query = "{ wait }" }, cancelled.Token));
    }

    [Fact]
    public async Task Errors_of_a_run_are_at_most_a_hundred()
    {
        var answer = await ZooSchema.RunAsync("{ animals(first: 500) { failing } }");
        Assert.Equal(100, answer["errors"]!.AsArray().Count);
        Assert.Equal(500, answer["data"]!["animals"]!.AsArray().Count);
    }

    [Fact]
    public async Task Text_with_any_characters_comes_back_unescaped_as_rest_writes_it()
    {
        var executor = new GraphQLExecutor(ZooSchema.Schema);
        using var response = await executor.ExecuteAsync(new GraphQLRequest { Query = "{ text(value: \"<é>+&\\u{1F600}\\n\") }" });
        var output = new ArrayBufferWriter<byte>();
        response.WriteTo(output);
        Assert.Equal("{\"data\":{\"text\":\"<é>+&\\uD83D\\uDE00\\n\"}}", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static string? CodeOf(JsonObject answer) => (string?)answer["errors"]![0]!["extensions"]!["code"];

    public static class Wrong
    {
        public static string? All() => throw new GraphQLException(
            [new GraphQLError("one", "One.") { Extensions = new Dictionary<string, object?> { ["nearest"] = "won" } }, new GraphQLError("two", "Two.")]);

        public static IEnumerable<int>? Lazy() => Enumerable.Range(0, 3).Select(number => number < 2 ? number : throw new InvalidOperationException());
    }

    public static class Links
    {
        public static Uri? Link() => new("x", UriKind.Relative);
    }

    public static class Slow
    {
        public static async Task<string?> WaitAsync(CancellationToken cancellation)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), cancellation);
            return "late";
        }

        public static IEnumerable<int> Endless()
        {
            while (true) yield return 1;
        }
    }
}
