using System.Collections.Frozen;
using System.Security.Cryptography;
using KpiApi.Auth.Schemes;
using KpiApi.Storage.Tables;
using Microsoft.Extensions.Options;

namespace KpiApi.Auth.Keys;

/// <summary>What a text that was presented as a key is worth: a key with its scopes, or the reason why not.</summary>
/// <param name="Id">Null when it is none that is in force.</param>
internal readonly record struct KeyCheck(string? Id, Scopes Scopes = Scopes.None, bool IsExpired = false);

/// <summary>The keys in memory, as last read from the store; swapped as a whole.</summary>
internal sealed class KeyRing(IOptions<KeysOptions> options, IOptions<OidcOptions> oidc, TimeProvider clock)
{
    private static readonly byte[] s_nothing = new byte[SHA256.HashSizeInBytes];

    private readonly byte[]? _admin = options.Value.Admin is { } text ? KeyText.Hash(text) : null;
    private volatile FrozenDictionary<string, StoredKey> _keys = FrozenDictionary<string, StoredKey>.Empty;

    /// <summary>
    /// No key was ever made: there is nothing that callers could show. Revoked and expired keys count, so a service that once had
    /// a key never falls back to being open.
    /// </summary>
    public bool IsEmpty => _keys.Count == 0 && _admin is null && oidc.Value.Issuer is null;

    public IReadOnlyCollection<StoredKey> All => _keys.Values;

    public StoredKey? Find(string id) => _keys.GetValueOrDefault(id);

    public void Replace(IEnumerable<StoredKey> keys)
    {
        var next = keys.ToFrozenDictionary(key => key.Id, StringComparer.Ordinal);
        foreach (var (id, key) in next)
            if (_keys.TryGetValue(id, out var before) && before.LastUsedAtMs > (key.LastUsedAtMs ?? 0)) key.LastUsedAtMs = before.LastUsedAtMs;
        _keys = next;
    }

    public KeyCheck Check(string text)
    {
        var (hash, now) = (KeyText.Hash(text), clock.GetUtcNow().ToUnixTimeMilliseconds());
        // Every branch compares whole hashes in constant time; which key is meant is told by its id, and that is no secret.
        if (_admin is not null && CryptographicOperations.FixedTimeEquals(hash, _admin)) return new("config", Scopes.Admin);
        if (KeyText.IdOf(text) is not { } id || !_keys.TryGetValue(id, out var key)) return default;
        var isNew = CryptographicOperations.FixedTimeEquals(hash, key.Hash);
        var isOld = CryptographicOperations.FixedTimeEquals(hash, key.OldHash ?? s_nothing) && key.OldUntilMs > now;
        if (!isNew && !isOld) return default;
        if (!key.IsInForce(now)) return new(null, IsExpired: key.RevokedAtMs is null);
        key.LastUsedAtMs = now;
        return new(key.Id, key.Scopes);
    }
}
