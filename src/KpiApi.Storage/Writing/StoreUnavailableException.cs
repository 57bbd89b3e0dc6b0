namespace KpiApi.Storage.Writing;

/// <summary>The store could not write, publish or read; the caller may retry later.</summary>
internal sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    public const string Unavailable = "store_unavailable";

    /// <summary>The queue of writes is full.</summary>
    public const string Busy = "store_busy";

    public string Code { get; init; } = Unavailable;
}
