namespace KpiApi.Storage.Writing;

/// <summary>The store could not take, show or read something; the caller may try again later.</summary>
internal sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    public const string Unavailable = "store_unavailable";

    /// <summary>More waits for the store than may.</summary>
    public const string Busy = "store_busy";

    public string Code { get; init; } = Unavailable;
}
