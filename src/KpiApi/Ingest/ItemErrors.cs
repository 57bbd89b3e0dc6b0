using System.Globalization;
using KpiApi.Http.Errors;
using KpiApi.Storage.Tables;

namespace KpiApi.Ingest;

internal static class ItemErrors
{
    /// <summary>The item's ticket has as many as a ticket may have.</summary>
    public static RequestError TooMany<T>(StoreTable<T> table, T row, long? index)
    {
        var ticket = RequestError.Shorten(table.TicketOf!(row)!);
        return new($"too_many_{table.Name}", string.Create(CultureInfo.InvariantCulture, $"The ticket '{ticket}' has {table.MaxOfTicket} {table.Name}, as many as a ticket may have."))
        {
            Item = new(index, table.Id(row)),
            Pointer = "/ticket",
            Value = ticket,
        };
    }
}
