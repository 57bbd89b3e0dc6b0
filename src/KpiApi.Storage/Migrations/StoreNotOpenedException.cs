namespace KpiApi.Storage.Migrations;

/// <summary>The service cannot start; the message says why, and is all that is shown of it.</summary>
internal sealed class StoreNotOpenedException(string message, Exception? inner = null) : Exception(message, inner);
