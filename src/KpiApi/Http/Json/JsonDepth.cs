using System.Text.Json;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;

namespace KpiApi.Http.Json;

/// <summary>How deep a body may nest. The framework's reader stops there, but does not say that this is why.</summary>
internal static class JsonDepth
{
    public static JsonReaderOptions Options(LimitsOptions limits) => new() { MaxDepth = limits.MaxJsonDepth };

    public static RequestError Error(string what, LimitsOptions limits) =>
        new("too_deep", $"{what} has more than {limits.MaxJsonDepth} objects and lists inside each other.");

    /// <summary>Asked only when reading has failed: whether that was the depth, or something before it.</summary>
    public static bool IsExceeded(ReadOnlySpan<byte> body, LimitsOptions limits)
    {
        var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = limits.MaxJsonDepth + 1 });
        try
        {
            while (json.Read())
                if (json.CurrentDepth >= limits.MaxJsonDepth && json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) return true;
            return false;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
