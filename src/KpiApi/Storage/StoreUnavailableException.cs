namespace KpiApi.Storage;

/// <summary>The store could not take or show a write; the caller may try again later.</summary>
internal sealed class StoreUnavailableException(string message, Exception inner) : Exception(message, inner);
