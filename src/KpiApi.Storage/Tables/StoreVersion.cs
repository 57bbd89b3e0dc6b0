namespace KpiApi.Storage.Tables;

/// <summary>The one counter row: each write transaction that changes something raises it by one.</summary>
internal sealed class StoreVersion
{
    public const int OnlyId = 1;

    public int Id { get; init; }
    public long Version { get; init; }
}
