namespace KpiApi.Storage.Tables;

/// <summary>A key as it is kept: never its text, only a hash. A random 256-bit text needs no slow hash, since nobody can try them all.</summary>
internal sealed class StoredKey
{
    /// <summary>Part of the key's text, and no secret.</summary>
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required Scopes Scopes { get; init; }

    /// <summary>SHA-256 of the whole text.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>Of the text before the last rotation, which is good until <see cref="OldUntilMs"/>.</summary>
    public byte[]? OldHash { get; set; }
    public long? OldUntilMs { get; set; }
    public required long CreatedAtMs { get; init; }
    public required long? ExpiresAtMs { get; init; }

    /// <summary>To the minute or so: not written with each request.</summary>
    public long? LastUsedAtMs { get; set; }
    public long? RevokedAtMs { get; set; }

    public bool IsInForce(long nowMs) => RevokedAtMs is null && !(ExpiresAtMs <= nowMs);
}

/// <summary>The one row that every change of the keys changes in its own transaction: while it stays, nobody needs to read them again.</summary>
internal sealed class KeyChange
{
    public const int OnlyId = 1;

    public int Id { get; init; }

    /// <summary>Random, not counted: two changes at one time can't end in the same.</summary>
    public long Stamp { get; init; }
}
