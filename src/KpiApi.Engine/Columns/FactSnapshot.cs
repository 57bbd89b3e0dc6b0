namespace KpiApi.Engine.Columns;

/// <summary>All facts as of one version of the store: immutable, so a query that holds one sees nothing change.</summary>
public sealed class FactSnapshot
{
    public static readonly FactSnapshot Empty = new();

    public long Version { get; init; }
}
