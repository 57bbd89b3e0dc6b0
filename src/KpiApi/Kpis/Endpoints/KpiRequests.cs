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

    public static KpiRequest FromQuery(IQueryCollection parameters)
    {
        var request = new KpiRequest();
        foreach (var (name, values) in parameters)
        {
            foreach (var value in values)
                request.Add(name, value);
        }
        return request;
    }

    /// <exception cref="RefusedException">The body is no JSON object.</exception>
    public static async Task<KpiRequest> FromBodyAsync(HttpRequest http, CancellationToken cancel)
    {
        var limits = http.HttpContext.Limits();
        var bytes = await WholeBody.ReadAsync(http, limits.MaxSmallBodyBytes, cancel);
        try
        {
            using var body = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = limits.MaxJsonDepth });
            if (body.RootElement.ValueKind != JsonValueKind.Object)
                throw Rejected("The body must be a JSON object of the parameters that /v1/kpis takes.");
            var request = new KpiRequest();
            foreach (var member in body.RootElement.EnumerateObject())
                Add(request, member);
            return request;
        }
        catch (JsonException failure)
        {
            if (JsonDepth.IsExceeded(bytes.Span, limits))
                throw new RefusedException(StatusCodes.Status400BadRequest, JsonDepth.Error("The body", limits));
            throw Rejected($"The body is not valid JSON: line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are no UTF-8: JsonElement tells only when the text is asked for.
            throw Rejected("The body has a text that is no valid Unicode.");
        }
    }

    private static void Add(KpiRequest request, JsonProperty member)
    {
        if (member.Name != Filters)
        {
            AddValues(request, member, keepsNull: false, member.Name);
            return;
        }
        if (member.Value.ValueKind == JsonValueKind.Null)
            return;
        if (member.Value.ValueKind != JsonValueKind.Object)
            throw Rejected("'filters' must be an object of lists: {\"channel\": [\"email\", null]}.");
        foreach (var filter in member.Value.EnumerateObject())
            AddValues(request, filter, keepsNull: true, IsOther(filter.Name) ? $"{Filters}.{filter.Name}" : filter.Name);
    }

    /// <summary>A parameter, but no filter: among the filters it is unknown.</summary>
    private static bool IsOther(string name) =>
        CallParameters.Names.Contains(name) || (QueryParser.ParameterNames.Contains(name) && DimensionNames.Parse(name.Replace(".not", "", StringComparison.Ordinal)) is null);

    /// <summary>In a filter null means "no value"; elsewhere it is the same as leaving the member out.</summary>
    private static void AddValues(KpiRequest request, JsonProperty member, bool keepsNull, string name)
    {
        if (member.Value.ValueKind != JsonValueKind.Array)
        {
            if (keepsNull || member.Value.ValueKind != JsonValueKind.Null)
                request.Add(name, Text(name, member.Value));
            return;
        }
        request.Add(name);
        foreach (var item in member.Value.EnumerateArray())
            request.Add(name, Text(name, item));
    }

    private static string? Text(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object or JsonValueKind.Array => throw Rejected($"'{name}' has a nested value where a text, a number or a list of them is meant."),
        _ => value.GetRawText(),
    };

    private static RefusedException Rejected(string message) =>
        new(StatusCodes.Status400BadRequest, new RequestError("invalid_json", message));
}
