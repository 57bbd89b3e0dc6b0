using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KpiApi.Http.Tables;

namespace KpiApi.Tests.GraphQL;

/// <summary>A call of REST that reads, as GraphQL asks the same.</summary>
/// <param name="Path">Of REST, without what only says in which form to answer.</param>
/// <param name="Body">Of REST's POST; null with GET.</param>
/// <param name="Field">Of the query type.</param>
/// <param name="Arguments">Each with its type.</param>
/// <param name="Variables">One for each argument.</param>
/// <param name="Name">The one of a list that REST was asked for; null for all.</param>
internal sealed record TwinQuestion(
    Uri Path, JsonObject? Body, string Field, IReadOnlyDictionary<string, string> Arguments, JsonObject Variables, string? Name = null)
{
    /// <summary>What GraphQL does not have, all of it.</summary>
    public const string NoReading = "writes, settings, keys, health and documents are not read by GraphQL";
    public const string NoBody = "the body is no JSON object of parameters, so there is no question";
    public const string TwoPlaces = "parameters beside a body are a mistake of HTTP's";
    public const string LongMenu = "a menu of GraphQL's ends at 1,000 values and has no cursor";

    private const string Drivers = "/v1/kpis/drivers";
    private const int LongestMenu = 1_000;

    public static bool IsPost(HttpRequestMessage request) => request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath is "/v1/kpis" or Drivers;

    /// <summary>Null, with a reason, where GraphQL has nothing to compare.</summary>
    public static TwinQuestion? Of(HttpRequestMessage request, byte[]? body, out string? excluded)
    {
        var uri = request.RequestUri!;
        if (IsPost(request))
            return OfPost(uri, body ?? [], out excluded);
        var parameters = TwinParameters.OfQuery(uri.Query);
        foreach (var name in FormParameters.All) parameters.Take(name);
        var path = new Uri(uri, uri.AbsolutePath + WithoutForm(uri.Query));
        var question = request.Method == HttpMethod.Get ? OfGet(path, parameters) : null;
        var isMenu = uri.AbsolutePath.StartsWith("/v1/dimensions/", StringComparison.Ordinal);
        excluded = question is not null ? null : isMenu && request.Method == HttpMethod.Get ? LongMenu : NoReading;
        return question;
    }

    public string Document(TwinSchema schema) => Arguments.Count == 0
        ? $"{{ {Field} {schema.Selection(Field)} }}"
        : $"query({string.Join(' ', Arguments.Select(a => $"${a.Key}: {a.Value}"))}) {{ {Field}({string.Join(' ', Arguments.Select(a => $"{a.Key}: ${a.Key}"))}) {schema.Selection(Field)} }}";

    private static TwinQuestion? OfPost(Uri uri, byte[] body, out string? excluded)
    {
        excluded = uri.Query.Length > 1 ? TwoPlaces : NoBody;
        if (uri.Query.Length > 1 || TwinParameters.OfBody(body) is not { } parameters)
            return null;
        excluded = null;
        foreach (var name in FormParameters.All) parameters.Take(name);
        var plain = JsonNode.Parse(Encoding.UTF8.GetString(body))!.AsObject();
        foreach (var name in FormParameters.All) plain.Remove(name);
        return (uri.AbsolutePath == Drivers ? OfDrivers(uri, parameters) : WithInput(uri, "kpis", parameters)) with { Body = plain };
    }

    private static TwinQuestion? OfGet(Uri path, TwinParameters parameters) => path.AbsolutePath.Split('/') switch
    {
        ["", "v1", "kpis"] => WithInput(path, "kpis", parameters),
        ["", "v1", "kpis", "drivers"] => OfDrivers(path, parameters),
        ["", "v1", "kpis", "records"] => Listed(path, "records", parameters),
        ["", "v1", "tickets"] => Listed(path, "tickets", parameters),
        ["", "v1", "tickets", var id] => Plain(path, "ticket", parameters, ("id", "ID!", Uri.UnescapeDataString(id))),
        ["", "v1", "metrics"] => Plain(path, "metrics", parameters, ("search", "String", parameters.Take("search") is [var text] ? text : null)),
        ["", "v1", "metrics", var name] => Plain(path, "metrics", parameters) with { Name = name },
        ["", "v1", "dimensions", var name] => Menu(path, name, parameters),
        _ => null,
    };

    private static TwinQuestion OfDrivers(Uri path, TwinParameters parameters)
    {
        var isAsked = parameters.Has("by");
        var (known, attributes) = TwinInput.Dimensions(parameters.Take("by"));
        var question = WithInput(path, "drivers", parameters);
        (question.Variables["by"], question.Variables["byAttributes"]) = isAsked ? (known, attributes) : (null, null);
        return question with { Arguments = new Dictionary<string, string>(question.Arguments) { ["by"] = "[Dimension!]", ["byAttributes"] = "[String!]" } };
    }

    private static TwinQuestion WithInput(Uri path, string field, TwinParameters parameters) => new(
        path, null, field, new Dictionary<string, string> { ["input"] = $"{char.ToUpperInvariant(field[0])}{field[1..]}Input!" },
        new JsonObject { ["input"] = TwinInput.Of(parameters, isOfList: field is "tickets" or "records", isOfDrivers: field == "drivers") });

    private static TwinQuestion Listed(Uri path, string field, TwinParameters parameters)
    {
        var (first, after) = (parameters.TakeNumber("limit", 100), parameters.Take("cursor"));
        var question = WithInput(path, field, parameters);
        (question.Variables["first"], question.Variables["after"]) = (first, after is [var cursor] ? cursor : null);
        return question with { Arguments = new Dictionary<string, string>(question.Arguments) { ["first"] = "Int!", ["after"] = "String" } };
    }

    private static TwinQuestion? Menu(Uri path, string name, TwinParameters parameters)
    {
        var first = parameters.TakeNumber("limit", LongestMenu)!;
        if (parameters.Take("cursor").Count > 0 || (int.TryParse(first.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > LongestMenu and <= 10 * LongestMenu))
            return null;
        var (prefix, search) = (parameters.Take("prefix"), parameters.Take("search"));
        return Plain(path, "dimension", parameters, ("name", "Dimension!", TwinInput.Upper(name)), ("first", "Int!", first), ("prefix", "String", prefix is [var text] ? text : null), ("search", "String", search is [var part] ? part : null));
    }

    /// <summary>Parameters that the call does not have become arguments that the field does not have.</summary>
    private static TwinQuestion Plain(Uri path, string field, TwinParameters parameters, params (string Name, string Type, JsonNode? Value)[] arguments)
    {
        var types = arguments.ToDictionary(a => a.Name, a => a.Type);
        var variables = new JsonObject(arguments.Select(a => KeyValuePair.Create(a.Name, a.Value)));
        foreach (var name in parameters.Names)
            types[name] = "String";
        return new(path, null, field, types, variables);
    }

    private static string WithoutForm(string query) =>
        string.Join('&', query.TrimStart('?').Split('&').Where(p => p.Length > 0 && !FormParameters.All.Contains(p.Split('=')[0]))) is { Length: > 0 } rest ? "?" + rest : "";
}
