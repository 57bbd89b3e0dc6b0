using System.Text.Json;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;

namespace KpiApi.Kpis.Endpoints;

/// <summary>From HTTP to a <see cref="KpiRequest"/>: the query string and the JSON body say the same under the same names.</summary>
internal static class KpiRequests
{
    private const string Filters = "filters";

    /// <summary>Behind a filter of the query string: several values with commas, for tools that cannot repeat a parameter.</summary>
    public const string In = ".in";

    public static KpiRequest FromQuery(IQueryCollection parameters)
    {
        var request = new KpiRequest();
        foreach (var (name, values) in parameters)
        {
            var filter = IsList(name) ? name[..^In.Length] : null;
            foreach (var value in filter is null ? values : values.SelectMany(list => (list ?? "").Split(',')))
                request.Add(filter ?? name, value);
        }
        return request;
    }

    /// <summary>By its form: channel.in. Whoever reads the request meets the filter itself, and cannot overlook one of agents.</summary>
    private static bool IsList(string name) =>
        name.EndsWith(In, StringComparison.Ordinal) && name[..^In.Length] is var filter && !filter.EndsWith(".not", StringComparison.Ordinal) && DimensionNames.OfFilter(filter) is not null;

    /// <exception cref="RefusedException">The body is not JSON, or not an object of parameters.</exception>
    public static async Task<KpiRequest> FromBodyAsync(HttpRequest http, CancellationToken cancel)
    {
        var limits = http.HttpContext.Limits();
        using var body = JsonBody.Parse(await WholeBody.ReadAsync(http, limits.MaxSmallBodyBytes, cancel), limits);
        return JsonBody.Texts(() => Read(body.RootElement));
    }

    public static KpiRequest Read(JsonElement body)
    {
        var request = new KpiRequest();
        foreach (var member in Members(body, "", "The body must be a JSON object of the parameters that /v1/kpis takes."))
        {
            if (member.Name == Filters)
                AddFilters(request, member.Value);
            else
                AddValues(request, member, keepsNull: false, member.Name, $"/{member.Name}");
        }
        return request;
    }

    private static void AddFilters(KpiRequest request, JsonElement filters)
    {
        if (filters.ValueKind == JsonValueKind.Null)
            return;
        foreach (var filter in Members(filters, $"/{Filters}", "'filters' must be an object of lists: {\"channel\": [\"email\", null]}."))
            AddValues(request, filter, keepsNull: true, IsOther(filter.Name) ? $"{Filters}.{filter.Name}" : filter.Name, $"/{Filters}/{filter.Name}");
    }

    private static List<JsonProperty> Members(JsonElement json, string pointer, string otherwise)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Refused("wrong_type", pointer, otherwise);
        List<JsonProperty> members = [.. json.EnumerateObject()];
        return members.GroupBy(member => member.Name).FirstOrDefault(named => named.Count() > 1) is { Key: var twice }
            ? throw Refused("duplicate_field", $"{pointer}/{twice}", $"{twice} is given more than once.")
            : members;
    }

    /// <summary>A parameter, but no filter: among the filters it is unknown.</summary>
    private static bool IsOther(string name) =>
        CallParameters.Names.Contains(name) || (QueryParser.ParameterNames.Contains(name) && DimensionNames.OfFilter(name) is null);

    /// <summary>In a filter null means "no value"; elsewhere it is the same as leaving the member out.</summary>
    private static void AddValues(KpiRequest request, JsonProperty member, bool keepsNull, string name, string pointer)
    {
        if (member.Value.ValueKind != JsonValueKind.Array)
        {
            if (keepsNull || member.Value.ValueKind != JsonValueKind.Null)
                request.Add(name, Text(name, pointer, member.Value));
            return;
        }
        request.Add(name);
        foreach (var item in member.Value.EnumerateArray())
            request.Add(name, Text(name, pointer, item));
    }

    private static string? Text(string name, string pointer, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object or JsonValueKind.Array => throw Refused("wrong_type", pointer, $"'{name}' must be a text, a number or a list of them."),
        _ => value.GetRawText(),
    };

    private static RefusedException Refused(string code, string pointer, string message) =>
        new(StatusCodes.Status400BadRequest, new RequestError(code, message) { Pointer = pointer });
}
