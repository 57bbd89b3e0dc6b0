using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace KpiApi.Tests.Http.Hostile;

/// <summary>Makes requests that are nearly right: every route, with bodies, parameters and headers that somebody has spoilt.</summary>
internal static class Nonsense
{
    private static readonly Dictionary<string, string> s_bodies = new()
    {
        ["tickets"] = """{"id":"T-1","createdAt":"2026-01-05T09:12:00Z","channel":"email","agent":"anna","status":"solved","resolvedAt":"2026-01-06T10:00:00Z","reopens":0,"handleSeconds":540}""",
        ["events"] = """{"id":"E-1","ticket":"T-1","type":"agent_reply","at":"2026-01-05T10:00:00Z","actor":"agent","agent":"anna","public":true}""",
        ["surveys"] = """{"id":"S-1","kind":"csat","ticket":"T-1","respondedAt":"2026-01-07T10:00:00Z","score":5,"comment":"fine"}""",
        ["agents"] = """{"id":"anna","team":"tier-1","bot":false}""",
        ["accounts"] = """{"id":"A-77","name":"Acme","value":1200.5}""",
        ["shifts"] = """{"id":"SH-1","agent":"anna","from":"2026-01-05T08:00:00Z","to":"2026-01-05T16:00:00Z"}""",
        ["costs"] = """{"id":"C-1","from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":5000}""",
        ["calendars"] = """{"timeZone":"Europe/Berlin","hours":{"monday":[{"from":"09:00","to":"18:00"}]},"holidays":["2026-12-25"]}""",
        ["sla-policies"] = """{"order":1,"when":{"priority":["high"]},"firstResponseSeconds":3600}""",
        ["targets"] = """{"metric":"csat","value":85,"warnAt":80,"filters":{"channel":"chat"}}""",
        ["keys"] = """{"name":"x","scopes":["read"],"expiresAt":"2027-01-01T00:00:00Z"}""",
        ["kpis"] = """{"metrics":["csat","first_response_time:p90"],"period":"all","groupBy":["channel"],"interval":"month","filters":{"reason":["billing",null]},"limit":10}""",
        ["graphql"] = """{"query":"query Q($n: Int = 5) { kpis(input: {metrics: [{metric: CSAT}], period: ALL, limit: $n}) { rows { values { value } } } }","variables":{"n":3}}""",
    };

    private static readonly string[] s_values =
    [
        "null", "true", "0", "-1", "1e400", "-1e-400", "99999999999999999999999999", "0.1234567890123456789", "NaN", "\"\"", "\" \"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"",
        "\"\\u202e\"", "\"=1+1\"", "\"2026-02-30T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999+14:00\"", "\"0000-00-00T00:00:00Z\"", "\"2026-01-05T09:12:00\"", "[]", "{}", "[[]]", "[null]",
        "{\"a\":{\"b\":[1]}}", "\"" + new string('x', 5_000) + "\"", "\"' OR 1=1 --\"", "\"../../etc/passwd\"", "\"%s%n\"", "\"\\uFFFF\"", "\"😀\"", "9223372036854775808", "-0", "1.0", "01", "'x'",
    ];

    private static readonly string[] s_names = ["\\u0000", "\\ud800", "", " ", "__proto__", "id", "ID", "createdAt", "a/b~c", "$ref", "filters"];
    private static readonly string[] s_ids = ["x", "T-1", "default", "%00", "%ED%A0%80", "%F0%9F%98%80", "%C0%AF", "%2e%2e%2f", "a%2Fb", "%20", "%", "%zz", new('y', 500), "%3Cscript%3E", "csat", "channel", "agent", "%0d%0aX:y"];

    private static readonly string[] s_parameters =
    [
        "metrics", "from", "to", "period", "timeZone", "interval", "groupBy", "channel", "agent", "agent.not", "account", "hours", "compare", "orderBy", "limit", "offset", "others", "include",
        "weekStart", "minVersion", "format", "cursor", "metric", "state", "prefix", "onError", "map", "query", "variables", "extensions", "allowUnknown", "%00", "", "%ED%A0%80", "filters",
    ];

    private static readonly string[] s_parameterValues =
    [
        "csat", "tickets_created,open_tickets", "first_response_time:p99", "first_response_time:p100", "csat:", ":", ",", "", "all", "last_month", "2026-01-01", "9999-12-31", "0001-01-01", "-9999-01-01",
        "2026-01-01T00:00:00Z", "2026-03-29T02:30:00%2B01:00", "Europe/Berlin", "Etc/GMT%2B14", "..%2F", "hour", "day", "day_of_week_hour", "channel,team,reason", "agent", "agent,agent", "-csat", "-", "--", "0", "-1", "1",
        "2147483648", "99999999999999999999", "1e3", "%2B1", "true", "json", "csv", "xml", "previous_year", "2026-01-01/2025-01-01", "/", "confidence,target", "%F0%9F%98%80", "%ED%A0%80", "%00", "%",
        "0.0", "5.2", ".", "9223372036854775807.1", "business", "sunday", "skip", "a:b,c:d", "id:id", "{version}", "{", "%7B%22n%22%3A1e999%7D", "{metrics{name}}",
    ];

    private static readonly string[] s_types =
    [
        "application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "application/x-ndjson", "text/csv", "text/csv; header=absent", "text/plain", "application/json;;;", "nonsense", "/", "*/*",
        "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/json; charset=\"", "\u00e9",
    ];

    private static readonly string[] s_headers =
    [
        "Accept: text/csv", "Accept: */*;q=0", "Accept: ,,,", "Accept: application/json;q=2", "Accept: application/graphql-response+json", "Accept: text/html", "Accept: \u00e9", "If-None-Match: *", "If-None-Match: \"", "If-None-Match: W/\"1-2\",,",
        "If-Match: x", "Range: bytes=0-1", "Expect: 100-continue", "X-HTTP-Method-Override: DELETE", "Accept-Encoding: gzip, br, nonsense;q=9", "Cookie: a=b; \u00ff", "Origin: null", "X-Forwarded-For: 1.2.3.4, ::", "Host: kpi.example.com",
        "Accept-Language: xx;q=", "X-Long: " + "x", "traceparent: 00-zz-zz-00", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "Authorization: Basic eDp5", "TE: trailers", "Cache-Control: only-if-cached", "Content-Language: \"",
    ];

    public static Gen<HostileRequest> Requests(IReadOnlyList<(string Method, string Pattern)> routes) =>
        from route in Gen.Elements(routes.ToArray())
        from method in Often(Gen.Constant(route.Method == "*" ? "POST" : route.Method), Gen.Elements("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "QUERY"))
        from id in Gen.Elements(s_ids)
        from suffix in Often(Gen.Constant(""), Gen.Elements("/", "//", "/..", "%2F", ";x=y", "/x/y"))
        from query in Query()
        from type in Often(Gen.Elements(s_types[0], s_types[0], s_types[3], s_types[4]), Gen.Elements(s_types))
        from body in Body(route.Pattern, type)
        from packing in Often(Gen.Constant(0), Gen.Choose(1, 8))
        from headers in Often(Gen.Constant(Array.Empty<string>()), Gen.Elements(s_headers).ArrayOf(2))
        let packed = method is "GET" or "HEAD" or "OPTIONS" ? (null, null) : Pack(body, packing)
        select new HostileRequest(method, route.Pattern.Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", id, StringComparison.Ordinal) + suffix, query, type, packed.Item1, packed.Item2, headers);

    private static Gen<T> Often<T>(Gen<T> usual, Gen<T> odd) => Gen.Frequency((3, usual), (1, odd));

    private static Gen<string> Query() => Often(Gen.Constant(""),
        from count in Gen.Choose(1, 5)
        from names in Gen.Elements(s_parameters).ArrayOf(count)
        from values in Gen.Elements(s_parameterValues).ArrayOf(count)
        select "?" + string.Join('&', names.Zip(values, (name, value) => $"{name}={value}")));

    private static Gen<byte[]> Body(string pattern, string type)
    {
        var example = s_bodies.FirstOrDefault(b => pattern.Contains(b.Key, StringComparison.Ordinal)).Value ?? "{}";
        var spoilt = Often(Spoilt(example), Gen.Constant(example));
        return type switch
        {
            "application/x-ndjson" => spoilt.ArrayOf(4).SelectMany(lines => Bytes(string.Join('\n', lines))),
            "text/csv" => Table(example).SelectMany(Bytes),
            _ => Often(spoilt, spoilt.ArrayOf(3).Select(items => $"[{string.Join(',', items)}]")).SelectMany(Bytes),
        };
    }

    /// <summary>One member replaced, renamed, doubled or dropped, or all of it buried.</summary>
    private static Gen<string> Spoilt(string example)
    {
        var members = JsonNode.Parse(example)!.AsObject().Select(m => (m.Key, Value: m.Value?.ToJsonString() ?? "null")).ToArray();
        return from at in Gen.Choose(0, Math.Max(0, members.Length - 1))
               from way in Gen.Choose(0, 6)
               from value in Gen.Elements(s_values)
               from name in Gen.Elements(s_names)
               from depth in Gen.Elements(1, 10, 40, 70, 5_000)
               select way switch
               {
                   0 or 1 => Text(members.Select((m, i) => i == at ? (m.Key, value) : m)),
                   2 => Text(members.Select((m, i) => i == at ? (name, m.Value) : m)),
                   3 => Text(members.Append((members.Length > 0 ? members[at].Key : "x", value))),
                   4 => Text(members.Where((_, i) => i != at)),
                   5 => Text(members.Append(("deep", new string('[', depth) + new string(']', depth)))),
                   _ => value,
               };
    }

    private static string Text(IEnumerable<(string Name, string Value)> members) => "{" + string.Join(',', members.Select(m => $"\"{m.Name}\":{m.Value}")) + "}";

    private static Gen<string> Table(string example)
    {
        var members = JsonNode.Parse(example)!.AsObject().ToArray();
        return from header in Often(Gen.Constant(string.Join(',', members.Select(m => m.Key))), Gen.Elements("", "id", "id,id", "\"", "id,\0", "nonsense", "\uFEFFid", ",,,", "id;team"))
               from cells in Often(Gen.Constant(members.Select(m => m.Value!.ToString()).ToArray()), Gen.Elements(s_values.Select(v => v.Trim('"')).ToArray()).ArrayOf(members.Length))
               from end in Gen.Elements("\n", "\r\n", "\r", "", "\"", "\"\"\n", ",\n", "\0\n")
               select $"{header}\n{string.Join(',', cells)}{end}{string.Join(',', cells)}";
    }

    /// <summary>In UTF-8, or not quite.</summary>
    private static Gen<byte[]> Bytes(string text) =>
        from way in Gen.Choose(0, 15)
        from place in Gen.Choose(0, 10_000)
        from unit in Gen.Choose(0, 255)
        let utf8 = Encoding.UTF8.GetBytes(text)
        let at = utf8.Length == 0 ? 0 : place % utf8.Length
        select way switch
        {
            0 => utf8[..at],
            1 => [.. utf8[..at], (byte)unit, .. utf8[at..]],
            2 => [.. utf8[..at], (byte)unit, .. utf8.Skip(at + 1)],
            3 => Encoding.Unicode.GetBytes(text),
            4 => [0xEF, 0xBB, 0xBF, .. utf8],
            5 => [.. utf8, 0],
            6 => [.. utf8[..at], 0xED, 0xA0, 0x80, .. utf8[at..]],
            7 => [.. utf8, .. utf8],
            _ => utf8,
        };

    private static (byte[]?, string?) Pack(byte[] body, int way) => way switch
    {
        1 => (Packed(body, s => new GZipStream(s, CompressionLevel.Fastest, true)), "gzip"),
        2 => (Packed(body, s => new BrotliStream(s, CompressionLevel.Fastest, true)), "br"),
        3 => (Cut(Packed(body, s => new GZipStream(s, CompressionLevel.Fastest, true))), "gzip"),
        4 => (Cut(Packed(body, s => new BrotliStream(s, CompressionLevel.Fastest, true))), "br"),
        5 => (body, "gzip"),
        6 => (Packed(new byte[3_000_000], s => new GZipStream(s, CompressionLevel.Fastest, true)), "gzip"),
        7 => (Packed(body, s => new GZipStream(s, CompressionLevel.Fastest, true)), "gzip, gzip"),
        8 => (body, "nonsense"),
        _ => (body, null),
    };

    private static byte[] Cut(byte[] packed) => packed[..(packed.Length / 2)];

    private static byte[] Packed(byte[] body, Func<Stream, Stream> pack)
    {
        var packed = new MemoryStream();
        using (var stream = pack(packed)) stream.Write(body);
        return packed.ToArray();
    }
}
