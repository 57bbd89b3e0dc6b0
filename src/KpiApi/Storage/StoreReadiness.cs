namespace KpiApi.Storage;

/// <summary>Whether every fact of the store has been loaded, so that numbers are whole.</summary>
internal sealed class StoreReadiness
{
    public bool IsReady { get; set; }
}
