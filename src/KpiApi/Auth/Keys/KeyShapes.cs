using System.Text.Json.Serialization;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Storage.Tables;
using NodaTime;

namespace KpiApi.Auth.Keys;

/// <summary>A key without its text.</summary>
/// <param name="Id">Part of its text.</param>
/// <param name="Name">Whose it is, or what for.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From then on it is refused; null for never.</param>
/// <param name="LastUsedAt">To the minute or so; null for never.</param>
/// <param name="OldValidUntil">How long the text before the last rotation is good; null when there is none.</param>
/// <param name="RevokedAt">Null while it has not been.</param>
internal sealed record KeyItem(
    string Id, string Name, [property: Component("Scope")] IReadOnlyList<string> Scopes, string CreatedAt, string? ExpiresAt, string? LastUsedAt, string? OldValidUntil, string? RevokedAt)
{
    public static KeyItem Of(StoredKey key) => new(
        key.Id, key.Name, ScopeNames.Of(key.Scopes), KeyInstants.Text(key.CreatedAtMs)!, KeyInstants.Text(key.ExpiresAtMs), KeyInstants.Text(key.LastUsedAtMs),
        KeyInstants.Text(key.OldUntilMs), KeyInstants.Text(key.RevokedAtMs));
}

/// <summary>A key with its text.</summary>
/// <param name="Id">To rotate or revoke it by; absent for one that a dry run did not make.</param>
/// <param name="Name">As given.</param>
/// <param name="Scopes">As given.</param>
/// <param name="Key">To be sent with every request; it is not shown again. Absent in a dry run.</param>
internal sealed record NewKey(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id, string Name, [property: Component("Scope")] IReadOnlyList<string> Scopes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key)
{
    /// <summary>After a rotation: how long the text before is good.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OldValidUntil { get; init; }

    /// <summary>True when nothing was made, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }

    public static NewKey Of(MadeKey made) => new(made.Key.Id, made.Key.Name, ScopeNames.Of(made.Key.Scopes), made.Text) { OldValidUntil = KeyInstants.Text(made.Key.OldUntilMs) };
}

/// <param name="Id">Of the key.</param>
/// <param name="Outcome">revoked.</param>
internal sealed record RevokedKey(string Id, string Outcome)
{
    /// <summary>True when nothing was revoked, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }
}

internal static class KeyInstants
{
    public static string? Text(long? ms) => ms is { } at ? InstantText.Utc(Instant.FromUnixTimeMilliseconds(at)) : null;
}
