using System.Text;
using System.Text.Json;

namespace KpiApi.Storage.Writing;

/// <summary>Finds ids in stored JSON when an account is erased.</summary>
internal static class NamedIds
{
    /// <summary>Whether one of these ids is a value or a name, wherever it stands: rather one text too many is erased than one that stays.</summary>
    public static bool AreIn(string body, IReadOnlySet<string> ids)
    {
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(body), new JsonReaderOptions { MaxDepth = 1_000 });
            while (json.Read())
            {
                var value = json.TokenType switch
                {
                    JsonTokenType.String or JsonTokenType.PropertyName => json.GetString()!.Trim(),
                    JsonTokenType.Number => Encoding.UTF8.GetString(json.ValueSpan),
                    _ => null,
                };
                if (value is not null && ids.Contains(value)) return true;
            }

            return false;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return ids.Any(id => body.Contains(id, StringComparison.Ordinal));
        }
    }
}
