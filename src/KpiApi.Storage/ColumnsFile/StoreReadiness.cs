namespace KpiApi.Storage.ColumnsFile;

/// <summary>Whether every fact of the store has been loaded, so that numbers are whole.</summary>
internal sealed class StoreReadiness
{
    private volatile LoadProgress _progress = new(0, null, null);

    public bool IsReady { get; set; }

    /// <summary>It will never be: the service stops.</summary>
    public bool HasFailed { get; set; }

    /// <summary>How far loading is.</summary>
    public LoadProgress Progress
    {
        get => _progress;
        set => _progress = value;
    }
}

/// <param name="Loaded">Tickets and other owners in the columns so far.</param>
/// <param name="Of">How many there are; null while that is not known.</param>
/// <param name="Version">The store's, that is being loaded; null while that is not known.</param>
internal sealed record LoadProgress(long Loaded, long? Of, long? Version);
