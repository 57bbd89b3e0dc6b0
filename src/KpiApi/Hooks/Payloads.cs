using System.Text;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace KpiApi.Hooks;

/// <summary>Reads payloads for JMESPath: times stay the texts that they are, and numbers exact.</summary>
internal static class Payloads
{
    /// <param name="error">Why it is no payload; null when it is one.</param>
    public static JToken? Parse(ReadOnlyMemory<byte> body, LimitsOptions limits, out RequestError? error)
    {
        error = null;
        using var text = new StreamReader(new MemoryStream(body.ToArray()), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true);
        using var json = new JsonTextReader(text) { DateParseHandling = DateParseHandling.None, FloatParseHandling = FloatParseHandling.Decimal, MaxDepth = limits.MaxJsonDepth };
        try
        {
            var payload = JToken.ReadFrom(json, new JsonLoadSettings { CommentHandling = CommentHandling.Ignore, LineInfoHandling = LineInfoHandling.Ignore });
            if (json.Read()) error = new("malformed_json", "Something follows after the end of the JSON value.");
            return error is null ? payload : null;
        }
        catch (JsonReaderException malformed)
        {
            error = new("malformed_json", $"The payload is not JSON: line {malformed.LineNumber}, character {malformed.LinePosition}.");
            return null;
        }
    }
}
