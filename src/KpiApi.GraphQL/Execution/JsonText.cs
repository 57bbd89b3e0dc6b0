using System.Text.Json;

namespace KpiApi.GraphQL.Execution;

internal static class JsonText
{
    /// <summary>JSON may spell half a surrogate pair, which no string of ours can hold; that shows only when it is read.</summary>
    public static bool IsValid(JsonElement json)
    {
        try
        {
            return json.ValueKind switch
            {
                JsonValueKind.String => json.GetString() is not null,
                JsonValueKind.Array => json.EnumerateArray().All(IsValid),
                JsonValueKind.Object => json.EnumerateObject().All(property => property.Name.Length >= 0 && IsValid(property.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
