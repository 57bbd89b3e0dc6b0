namespace KpiApi.Storage;

/// <summary>
/// Tells the readers of the feed that a row is gone from where it was: deleted, or moved to another ticket.
/// Those of one version are to be applied before the rows of that version.
/// </summary>
internal sealed class Tombstone
{
    public long Seq { get; init; }
    public required RecordKind Kind { get; init; }
    public required string Id { get; init; }

    /// <summary>The ticket that an event or survey belonged to.</summary>
    public string? Ticket { get; init; }
    public required long Version { get; init; }
}
