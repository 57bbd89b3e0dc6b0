namespace KpiApi.Storage.Tables;

/// <summary>
/// Tells the readers of the feed that a row is gone from where it was: deleted, or moved to another ticket. It names nothing: what was
/// deleted is to be found nowhere, but whoever still holds it recognizes it by its hash (<see cref="IdHash"/>).
/// Those of one version are to be applied before the rows of that version.
/// </summary>
internal sealed class Tombstone
{
    public long Seq { get; init; }
    public required RecordKind Kind { get; init; }

    /// <summary>Of the row's id.</summary>
    public required long Hash { get; init; }

    /// <summary>Of the ticket that an event or survey belonged to.</summary>
    public long? TicketHash { get; init; }

    /// <summary>Of the account that a ticket belonged to: erasing it later finds what is left of the ticket.</summary>
    public long? AccountHash { get; init; }
    public required long Version { get; init; }

    public static Tombstone Of(IdHash hash, RecordKind kind, string id, string? ticket, string? account, long version) => new()
    {
        Kind = kind,
        Hash = hash.Of(kind, id),
        TicketHash = ticket is null ? null : hash.Of(RecordKind.Ticket, ticket),
        AccountHash = account is null ? null : hash.Of(RecordKind.Account, account),
        Version = version,
    };
}
