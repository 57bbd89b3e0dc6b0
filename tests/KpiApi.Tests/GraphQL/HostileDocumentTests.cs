using System.Text.Json.Nodes;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.GraphQL;

/// <summary>
/// What a caller might send to hurt the process. Each document is refused by its size before the rules of validation see it, or is small enough for
/// them: the code says which, where a time would say how fast the machine is.
/// </summary>
public sealed class HostileDocumentTests
{
    private const string Kpis = "kpis(input:{metrics:[{metric:CSAT}]})";

    private static readonly (string Name, string Code, string Query, string? Variables)[] s_documents =
    [
        ("fields nested 20,000 deep", "too_long", Nest("{" + Kpis, 20_000, "}"), null),
        ("fields nested 16 deep", "too_deep", "{__schema" + Nest("{ofType", 15, "}") + "}", null),
        ("inline fragments nested 1,200 deep", "too_deep", Nest("{...", 1_200, "}"), null),
        ("lists nested 2,000 deep", "too_deep", "{metrics(search:" + Nest("[", 2_000, "]") + "){name}}", null),
        ("objects nested 1,000 deep", "too_deep", "{kpis(input:" + Nest("{a:", 1_000, "1" + new string('}', 1_000)) + "){version}}", null),
        ("types nested 2,000 deep", "too_deep", "query($a:" + Nest("[", 2_000, "Int" + new string(']', 2_000)) + "){version}", null),
        ("unclosed braces", "too_long", new string('{', 500_000), null),
        ("4,000 unclosed braces", "syntax_error", new string('{', 4_000), null),
        ("an unclosed string in a long line", "syntax_error", "{metrics(search:\"" + new string('x', 9_000), null),
        ("a long line", "too_long", "{metrics(search:\"" + new string('x', 10_001), null),
        ("brackets nested 60 deep in variables", "bad_variables", "query($a:KpisInput!){kpis(input:$a){version}}", "{\"a\":" + Nest("[", 60, "1" + new string(']', 60)) + "}"),
        ("brackets nested 70 deep in variables", "bad_request", "query($a:KpisInput!){kpis(input:$a){version}}", "{\"a\":" + Nest("[", 70, "1" + new string(']', 70)) + "}"),
        ("fragment that spreads itself", "too_many_spreads", "{...F} fragment F on Query{...F}", null),
        ("fragments that spread each other", "too_many_spreads", "{...F} fragment F on Query{...G} fragment G on Query{...F}", null),
        ("a cycle of 190 fragments", "too_many_spreads", "{...F0}" + Join(190, i => $"fragment F{i} on Query{{...F{(i + 1) % 190}}}"), null),
        ("a cycle of 600 fragments", "too_many_spreads", "{...F0}" + Join(600, i => $"fragment F{i} on Query{{...F{(i + 1) % 600}}}"), null),
        ("a chain of 600 fragments", "too_many_spreads", "{...F0}" + Join(600, i => $"fragment F{i} on Query{{...F{i + 1}}}") + "fragment F600 on Query{version}", null),
        ("a chain of 600 fragments, last first", "too_many_spreads", "fragment F600 on Query{version}" + Join(600, i => $"fragment F{599 - i} on Query{{...F{600 - i}}}") + "{...F0}", null),
        ("fragments that double thirty times", "too_many_spreads", "{...F0}" + Join(30, i => $"fragment F{i} on Query{{...F{i + 1} ...F{i + 1}}}") + "fragment F30 on Query{version}", null),
        ("fragments that double seven times", "too_many_spreads", "{...F0}" + Join(7, i => $"fragment F{i} on Query{{...F{i + 1} ...F{i + 1}}}") + "fragment F7 on Query{version}", null),
        ("fragments that double in fields", "too_many_spreads",
            "{__type(name:\"Query\"){...F0}}" + Join(10, i => $"fragment F{i} on __Type{{ofType{{...F{i + 1}}} a:ofType{{...F{i + 1}}}}}") + "fragment F10 on __Type{name}", null),
        ("sets of fragments that merge in ever new ways", "too_many_aliases", "{__type(name:\"Query\"){...A0 ...B0}}" + Join(7, i =>
            $"fragment A{i} on __Type{{a:ofType{{...A{i + 1}}} a:ofType{{...B{i + 1}}} b:ofType{{...A{i + 1}}}}}"
            + $"fragment B{i} on __Type{{a:ofType{{...B{i + 1}}} b:ofType{{...B{i + 1}}} b:ofType{{...A{i + 1}}}}}")
            + "fragment A7 on __Type{name} fragment B7 on __Type{name}", null),
        ("4,000 equal fields", "too_many_fields", "{" + Join(4_000, _ => "version ") + "}", null),
        ("999 equal fields with selections", "too_many_fields", "{" + Join(500, _ => "metrics{name} ") + "version}", null),
        ("450 fields that conflict", "too_many_aliases", "{" + Join(450, i => $"a:metrics(search:\"{i}\"){{name}} ") + "}", null),
        ("330 fields that conflict without aliases", "too_many_fields", "{" + Join(330, i => $"metrics(search:\"{i}\"){{name}} ") + "}", null),
        ("20 fields that conflict in selections", "validation_failed", "{" + Join(20, i => $"metrics(search:\"{i}\"){{kind:unit}} metrics{{kind}} ") + "}", null),
        ("200 equal fields with equal selections", "too_many_fields", "{" + Join(200, i => $"kpis(input:{{metrics:[{{metric:CSAT}}]}}){{version}} ") + "}", null),
        ("990 equal fields", "too_many_fields", "{" + Join(990, _ => "version ") + "}", null),
        ("1,000 aliases", "too_many_aliases", "{" + Join(1_000, i => $"a{i}:version ") + "}", null),
        ("200 aliases of the whole schema", "too_many_fields", "{" + Join(200, i => $"a{i}:__schema{{types{{name fields{{name}}}}}} ") + "}", null),
        ("60 aliases of records of the largest page", "too_complex", "{" + Join(60, i => $"a{i}:records(input:{{metric:CSAT}},first:1000){{nodes{{at keys{{value}}}}}} ") + "}", null),
        ("introspection in circles", "too_deep", "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}", null),
        ("introspection in circles by fragments", "too_deep", "{__schema{types{...F}}} fragment F on __Type{fields{type{...G}}} fragment G on __Type{fields{type{inputFields{name}}}}", null),
        ("1,000 unknown fields", "validation_failed", "{" + Join(1_000, i => $"unknown{i} ") + "}", null),
        ("200 undefined variables", "validation_failed", "{" + Join(200, i => $"a{i}:metrics(search:$v{i}){{name}} ") + "}", null),
        ("1,200 unused variables", "validation_failed", "query(" + Join(1_200, i => $"$v{i}:Int ") + "){version}", null),
        ("2,000 unused variables", "too_many_tokens", "query(" + Join(2_000, i => $"$v{i}:Int ") + "){version}", null),
        ("900 directives", "validation_failed", "{version" + Join(450, _ => "@include(if:true)") + "}", null),
        ("2,400 unknown directives", "validation_failed", "{version" + Join(2_400, i => $"@d{i}") + "}", null),
        ("1,600 arguments", "validation_failed", "{version(" + Join(1_600, i => $"v{i}:1 ") + ")}", null),
        ("900 operations with one name", "unknown_operation", Join(900, _ => "query A{version}"), null),
        ("100 operations that share fragments", "too_many_spreads", Join(100, i => $"query Q{i}{{...F0}}") + Join(10, i => $"fragment F{i} on Query{{version ...F{i + 1}}}") + "fragment F10 on Query{version}", null),
        ("600 unused fragments", "validation_failed", "{version}" + Join(600, i => $"fragment F{i} on Query{{version}}"), null),
        ("a string of a million characters", "too_long", "{metrics(search:\"" + new string('x', 1_000_000) + "\"){name}}", null),
        ("a block string of 20,000 lines", "none", "{metrics(search:\"\"\"" + Join(20_000, _ => "") + "\"\"\"){name}}", null),
        ("a number of 9,000 digits", "validation_failed", "{tickets(first:" + new string('9', 9_000) + "){nodes{id}}}", null),
        ("a number of 900,000 digits in variables", "bad_variables", "query($n:Int!){tickets(first:$n){nodes{id}}}", "{\"n\":" + new string('9', 900_000) + "}"),
        ("a comment of 9,900 characters in each of five lines", "syntax_error", Join(5, _ => "#" + new string('x', 9_900) + "\n") + "{", null),
        ("10,000 commas", "syntax_error", "{version" + new string(',', 9_900), null),
        ("5,001 tokens", "too_many_tokens", "{" + Join(1_667, _ => "a:b ") + "}", null),
        ("100,000 bad values", "bad_variables", "query($a:[Dimension!]){kpis(input:{metrics:[],groupBy:$a}){version}}", "{\"a\":[" + Join(100_000, _ => "\"x\",") + "\"x\"]}"),
        ("50,000 unknown members", "bad_variables", "query($a:KpisInput!){kpis(input:$a){version}}", "{\"a\":{" + Join(50_000, i => $"\"x{i}\":1,") + "\"metrics\":[]}}"),
        ("an enumeration's value of 9,000 letters", "validation_failed", "{dimension(name:" + new string('X', 9_000) + "){value}}", null),
        ("half a surrogate pair", "bad_request", "query($a:String){metrics(search:$a){name}}", "{\"a\":\"\\ud800\"}"),
    ];

    [Fact]
    public async Task Hostile_documents_are_refused_each_by_the_first_limit_that_they_pass()
    {
        await using var app = await Reading.StartAsync();
        var answers = new List<string>();
        foreach (var (name, _, query, variables) in s_documents)
        {
            var body = "{\"query\":" + JsonValue.Create(query).ToJsonString() + ",\"variables\":" + (variables ?? "null") + "}";
            var reply = await app.PostDocumentAsync(body);
            var errors = reply.Json["errors"]?.AsArray() ?? [];
            Assert.InRange(errors.Count, 0, 100);
            answers.Add($"{name}: {(errors.Count == 0 ? "none" : errors[0]!["extensions"]!["code"])}");
        }
        Assert.Equal(string.Join('\n', s_documents.Select(d => $"{d.Name}: {d.Code}")), string.Join('\n', answers));
        Assert.Equal("""{"data":{"version":0}}""", (await app.QueryAsync("{ version }")).Text);
    }

    [Fact]
    public async Task Answer_of_too_many_items_is_an_error_of_its_list_alone()
    {
        await using var app = await Reading.StartDeskAsync(null, "GraphQL:MaxRows=6");
        const string days = """from: "2026-03-01", to: "2026-03-08", interval: DAY""";
        var reply = await app.QueryAsync("{ a: kpis(input: {metrics: [{metric: TICKETS_CREATED}], " + days + "}) { rows { time } } b: version }");
        Assert.Equal(["a.rows too_many_rows"], reply.GraphQLErrors());
        Assert.Equal("""{"a":null,"b":2}""", reply.Json["data"]!.ToJsonString());
    }

    private static string Join(int count, Func<int, string> part) => string.Concat(Enumerable.Range(0, count).Select(i => part(i) + "\n"));

    private static string Nest(string part, int depth, string end) => string.Concat(Enumerable.Repeat(part, depth)) + (end.Length == 1 ? new string(end[0], depth) : end);
}
