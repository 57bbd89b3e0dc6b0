using System.Text;

namespace KpiApi.Http.Json;

/// <summary>When something that is made ends.</summary>
internal static class FutureInstant
{
    /// <summary>Milliseconds since 1970; null when absent or wrong, and reported then.</summary>
    public static long? Read(JsonMembers members, string name, TimeProvider clock)
    {
        if (members.Text(name) is not { } text) return null;
        if (InstantParser.Parse(Encoding.UTF8.GetBytes(text), null, out var ms) is { } error) members.Problem(name, error with { Value = text });
        else if (ms <= clock.GetUtcNow().ToUnixTimeMilliseconds()) members.Problem(name, "out_of_range", $"{name} is past.", text);
        else return ms;
        return null;
    }
}
