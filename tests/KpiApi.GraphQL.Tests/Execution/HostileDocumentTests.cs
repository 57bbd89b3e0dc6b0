using System.Diagnostics;
using System.Text.Json.Nodes;
using KpiApi.GraphQL.Execution;
using KpiApi.GraphQL.Tests.Zoo;

namespace KpiApi.GraphQL.Tests.Execution;

/// <summary>
/// What a client might send to hurt the process. Each runs on a stack of 512 KB, a quarter of the usual: a stack overflow
/// can't be caught and would end the test run. The time allowed is generous, for slow machines; linear work takes a hundredth.
/// </summary>
public sealed class HostileDocumentTests
{
    private static readonly GraphQLOptions Raised = new()
    {
        MaxTokens = 1_000_000,
        MaxFields = 100_000,
        MaxAliases = 100_000,
        MaxDepth = 200,
        CachedDocuments = 0,
    };

    public static TheoryData<string> Names => new(Documents.Keys.Order());

    private static Dictionary<string, (string Query, string? Variables)> Documents { get; } = new()
    {
        ["fields nested 20,000 deep"] = (Nest("{animal(id:1)", 20_000, "}"), null),
        ["inline fragments nested 20,000 deep"] = (Nest("{...", 20_000, "}"), null),
        ["lists nested 20,000 deep"] = ("{any(value:" + Nest("[", 20_000, "]") + ")}", null),
        ["objects nested 20,000 deep"] = ("{any(value:" + Nest("{a:", 20_000, "1" + new string('}', 20_000)), null),
        ["types nested 20,000 deep"] = ("query($a:" + Nest("[", 20_000, "Int" + new string(']', 20_000)) + "){hello}", null),
        ["unclosed braces"] = (new string('{', 500_000), null),
        ["unclosed brackets in variables"] = ("query($a:Any){any(value:$a)}", "{\"a\":" + Nest("[", 60, "1" + new string(']', 60)) + "}"),
        ["fragment that spreads itself"] = ("{...F} fragment F on Query{...F}", null),
        ["fragments that spread each other"] = ("{...F} fragment F on Query{...G} fragment G on Query{...F}", null),
        ["fragments that spread each other in fields"] = ("{animal(id:1){...F ...G}} fragment F on Animal{parent{...G}} fragment G on Animal{parent{...F}}", null),
        ["a cycle of 2,000 fragments"] = ("{...F0}" + Join(2_000, i => $"fragment F{i} on Query{{...F{(i + 1) % 2_000}}}"), null),
        ["a chain of 2,000 fragments"] = ("{...F0}" + Join(2_000, i => $"fragment F{i} on Query{{...F{i + 1}}}") + "fragment F2000 on Query{hello}", null),
        ["a chain of 2,000 fragments, last first"] = ("fragment F2000 on Query{hello}" + Join(2_000, i => $"fragment F{1_999 - i} on Query{{...F{2_000 - i}}}") + "{...F0}", null),
        ["fragments that double thirty times"] = ("{...F0}" + Join(30, i => $"fragment F{i} on Query{{...F{i + 1} ...F{i + 1}}}") + "fragment F30 on Query{hello}", null),
        ["fragments that double in fields thirty times"] =
            ("{animal(id:1){...F0}}" + Join(30, i => $"fragment F{i} on Animal{{parent{{...F{i + 1}}} a:parent{{...F{i + 1}}}}}") + "fragment F30 on Animal{id}", null),
        ["sets of fragments that merge in ever new ways"] = ("{animal(id:1){...A0 ...B0}}" + Join(12, i =>
            $"fragment A{i} on Animal{{a:parent{{...A{i + 1}}} a:parent{{...B{i + 1}}} b:parent{{...A{i + 1}}}}}"
            + $"fragment B{i} on Animal{{a:parent{{...B{i + 1}}} b:parent{{...B{i + 1}}} b:parent{{...A{i + 1}}}}}")
            + "fragment A12 on Animal{id} fragment B12 on Animal{name}", null),
        ["10,000 equal fields"] = ("{" + Join(10_000, _ => "hello ") + "}", null),
        ["10,000 equal fields with arguments"] = ("{" + Join(10_000, _ => "text(value:\"a\") ") + "}", null),
        ["10,000 equal fields with selections"] = ("{" + Join(10_000, _ => "animal(id:1){parent{id}} ") + "}", null),
        ["10,000 fields that conflict"] = ("{" + Join(10_000, i => $"a:text(value:\"{i}\") ") + "}", null),
        ["10,000 aliases"] = ("{" + Join(10_000, i => $"a{i}:hello ") + "}", null),
        ["1,000 aliases of a field that fails"] = ("{" + Join(1_000, i => $"a{i}:failing ") + "}", null),
        ["1,000 aliases of the whole schema"] = ("{" + Join(1_000, i => $"a{i}:__schema{{types{{name fields{{name}}}}}} ") + "}", null),
        ["introspection in circles"] = ("{__schema{types{fields{type{fields{type{fields{type{fields{name}}}}}}}}}}", null),
        ["10,000 unknown fields"] = ("{" + Join(10_000, i => $"unknown{i} ") + "}", null),
        ["10,000 undefined variables"] = ("{" + Join(10_000, i => $"a{i}:int(value:$v{i}) ") + "}", null),
        ["10,000 unused variables"] = ("query(" + Join(10_000, i => $"$v{i}:Int ") + "){hello}", null),
        ["5,000 variables and 50,000 values"] = ("query(" + Join(5_000, i => $"$v{i}:Int ") + "){" + Join(5_000, i => $"a{i}:int(value:$v{i}) ") + "}", "{" + Join(50_000, i => $"\"x{i}\":1,") + "\"y\":1}"),
        ["5,000 conditions"] = ("query(" + Join(5_000, i => $"$v{i}:Boolean=true ") + "){" + Join(5_000, i => $"a{i}:hello@include(if:$v{i}) ") + "}", null),
        ["10,000 directives"] = ("{hello" + Join(10_000, _ => "@include(if:true)") + "}", null),
        ["10,000 unknown directives"] = ("{hello" + Join(10_000, i => $"@d{i}") + "}", null),
        ["10,000 arguments"] = ("{int(" + Join(10_000, i => $"value{i}:1 ") + ")}", null),
        ["10,000 operations with one name"] = (Join(10_000, _ => "query A{hello}"), null),
        ["2,000 operations that share 100 fragments"] = (Join(2_000, i => $"query Q{i}($v:Int){{...F0}}") + Join(100, i => $"fragment F{i} on Query{{a{i}:int(value:$v) ...F{i + 1}}}") + "fragment F100 on Query{hello}", null),
        ["10,000 unused fragments"] = ("{hello}" + Join(10_000, i => $"fragment F{i} on Query{{hello}}"), null),
        ["a string of a million characters"] = ("{text(value:\"" + new string('x', 1_000_000) + "\")}", null),
        ["a string of 150,000 escapes"] = ("{text(value:\"" + Join(150_000, _ => "\\u0041") + "\")}", null),
        ["a block string of 300,000 lines"] = ("{text(value:\"\"\"" + Join(300_000, _ => "  \n") + "\"\"\")}", null),
        ["a number of a million digits"] = ("{int(value:" + new string('9', 1_000_000) + ") float(value:" + new string('9', 1_000_000) + ")}", null),
        ["a comment of a million characters"] = ("#" + new string('x', 1_000_000) + "\n{hello}", null),
        ["a name of a million characters"] = ("{" + new string('x', 1_000_000) + "}", null),
        ["a million commas"] = ("{hello" + new string(',', 1_000_000) + "}", null),
        ["a million tokens"] = ("{" + Join(500_000, _ => "a:b ") + "}", null),
        ["100,000 bad values"] = ("query($a:[Int]){ints(values:$a)}", "{\"a\":[" + Join(100_000, _ => "\"x\",") + "1]}"),
        ["a long name for a long list"] = ($"query(${new string('v', 300_000)}:[Int]){{ints(values:${new string('v', 300_000)})}}",
            $"{{\"{new string('v', 300_000)}\":[{Join(50_000, _ => "1,")}1]}}"),
        ["100,000 unknown members"] = ("query($a:FilterInput!){search(filter:$a)}", "{\"a\":{" + Join(100_000, i => $"\"x{i}\":1,") + "\"kind\":\"CAT\"}}"),
        ["a list of 20,000 input objects"] = ("{searchMany(filters:[" + Join(20_000, _ => "{kind:CAT}") + "])}", null),
        ["an answer of a million rows"] = ("{animals(first:1000000){id}}", null),
        ["100,000 nulls that propagate"] = ("{animals(first:100000){parent{missing}}}", null),
        ["half a surrogate pair"] = ("query($a:Any){any(value:$a)}", "{\"a\":[\"\\ud800\"]}"),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Hostile_document_is_answered_and_the_process_lives(string name)
    {
        var (query, variables) = Documents[name];
        foreach (var options in new[] { new GraphQLOptions(), Raised })
        {
            JsonObject? answer = null;
            var watch = Stopwatch.StartNew();
            var thread = new Thread(() => answer = ZooSchema.RunAsync(query, variables, executor: new GraphQLExecutor(ZooSchema.Schema, options)).GetAwaiter().GetResult(), 512 * 1024);
            thread.Start();
            thread.Join();
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
            Assert.NotNull(answer);
            Assert.InRange(answer["errors"]?.AsArray().Count ?? 0, 0, 100);
        }
    }

    private static string Join(int count, Func<int, string> part) => string.Concat(Enumerable.Range(0, count).Select(part));

    private static string Nest(string part, int depth, string end) => string.Concat(Enumerable.Repeat(part, depth)) + end;
}
