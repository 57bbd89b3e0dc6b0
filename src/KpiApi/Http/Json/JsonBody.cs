using System.Text.Json;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;

namespace KpiApi.Http.Json;

/// <summary>JSON bodies that are read whole, and what is wrong with those that are none.</summary>
internal static class JsonBody
{
    /// <exception cref="RefusedException">It is not JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body, LimitsOptions limits)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = limits.MaxJsonDepth });
        }
        catch (JsonException malformed)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, Malformed(malformed, body.Span, limits));
        }
    }

    /// <summary>What is read from a document that may have half of a surrogate pair, or a byte that is no UTF-8: it tells only when a text is asked for.</summary>
    public static T Texts<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, new("invalid_utf8", "A string of the body is not valid UTF-8, or has half of a surrogate pair, which is no character."));
        }
    }

    public static RequestError Malformed(JsonException malformed, ReadOnlySpan<byte> body, LimitsOptions limits) => JsonDepth.IsExceeded(body, limits)
        ? JsonDepth.Error("The body", limits)
        : new("malformed_json", $"The body is not JSON: line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}. {Reason(malformed)}");

    /// <summary>In words of our own: the framework's speak of its readers and their options.</summary>
    public static string Reason(JsonException malformed) => malformed.Message switch
    {
        var told when Says(told, "trailing comma") => "A comma stands before the end of a list or an object.",
        var told when Says(told, "after a single JSON value", "additional") => "Something follows after its end.",
        var told when Says(told, "within a JSON string", "escap", "hex digit") => "A string has a character that has to be escaped, or an escape that there is none of.",
        var told when Says(told, "property name", "StartOfPropertyName") => "The name of a member is wanted there, in quotes.",
        var told when Says(told, "end of data", "depth", "incomplete", "tokens") => "It ends before it is complete.",
        _ => "The character there does not belong.",
    };

    private static bool Says(string told, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
            if (told.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
