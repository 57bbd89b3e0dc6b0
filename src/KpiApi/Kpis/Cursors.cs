using System.Globalization;
using KpiApi.Engine.Records;

namespace KpiApi.Kpis;

/// <summary>Cursors as texts that clients hand back unread.</summary>
internal static class Cursors
{
    public static string Text(RecordCursor cursor) => string.Create(CultureInfo.InvariantCulture, $"{cursor.Place}.{cursor.Skip}");

    public static string Text(TicketCursor cursor) => string.Create(CultureInfo.InvariantCulture, $"{cursor.Value}.{cursor.Place}");

    public static RecordCursor? ParseRecord(string text) =>
        text.Split('.') is [var place, var skip] && Number(place) is { } at && Number(skip) is { } told ? new RecordCursor(at, told) : null;

    /// <summary>Tickets without the value that the list is sorted by have an empty one.</summary>
    public static TicketCursor? ParseTicket(string text)
    {
        if (text.Split('.') is not [var value, var place] || Number(place) is not { } at)
            return null;
        if (value.Length == 0)
            return new TicketCursor(null, at);
        return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var known) ? new TicketCursor(known, at) : null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
