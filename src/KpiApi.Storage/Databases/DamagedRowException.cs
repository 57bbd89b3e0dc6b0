namespace KpiApi.Storage.Databases;

/// <summary>A row holds what the service never writes.</summary>
internal sealed class DamagedRowException(string table, Exception? inner = null) : Exception($"A row of the table {table} cannot be read.", inner);
