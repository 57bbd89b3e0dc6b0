using KpiApi.Engine.Model;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Databases;

/// <summary>Rows of the tables as they are read, whoever reads.</summary>
internal static class RowSql
{
    /// <summary>Every column of rows of a table.</summary>
    /// <param name="from">From FROM on, with the table as r.</param>
    public static string Select<T>(StoreTable<T> table, string from) => $"SELECT {string.Join(", ", table.Columns.Select(column => $"r.\"{column.Name}\""))} {from}";

    /// <summary>Of the tickets of a list those that have events, there or not.</summary>
    public static string HasEvents(DatabaseDialect dialect) =>
        $"SELECT DISTINCT {dialect.Distinct("r.\"Ticket\"")} {dialect.FromAmong(StoreTables.Events.Name, nameof(TicketEvent.Ticket))}";

    /// <exception cref="DamagedRowException">It is not as it was written: a value is missing, or of another type.</exception>
    public static T Read<T>(StoreTable<T> table, StoreRow row)
    {
        try
        {
            var read = table.Read(row);
            return table.Id(read) is null ? throw new DamagedRowException(table.Name) : read;
        }
        catch (Exception failure) when (failure is InvalidOperationException or OverflowException or ArgumentException or FormatException or NullReferenceException)
        {
            throw new DamagedRowException(table.Name, failure);
        }
    }
}
