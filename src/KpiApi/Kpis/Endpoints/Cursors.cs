using System.Buffers.Text;
using System.Globalization;
using System.Text;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Queries;
using KpiApi.Http.Paging;

namespace KpiApi.Kpis.Endpoints;

/// <summary>
/// Cursors as texts that clients hand back unread: the key of the last item, never a place in memory, so they hold on every replica, after
/// every restart and while data arrives; and of which question it was.
/// </summary>
internal static class Cursors
{
    /// <summary>Records without the value that the list is sorted by have an empty one, as all have in the order of arrival.</summary>
    public static string Text(RecordCursor cursor, ulong question) =>
        Encode(string.Create(CultureInfo.InvariantCulture, $"{question:x16} {cursor.SortedBy} {cursor.CreatedMs} {cursor.AtMs} {cursor.Ordinal} {cursor.Owner}"));

    /// <summary>Tickets without the value that the list is sorted by have an empty one.</summary>
    public static string Text(TicketCursor cursor, ulong question) =>
        Encode(string.Create(CultureInfo.InvariantCulture, $"{question:x16} {cursor.Value} {cursor.Id}"));

    public static string Text(DimensionItem last, ulong question) =>
        Encode(string.Create(CultureInfo.InvariantCulture, $"{question:x16} {last.Count} {(last.Value is { } value ? "=" + value : "-")}"));

    /// <summary>Null when it is none.</summary>
    public static GivenCursor<RecordCursor>? ParseRecord(string text) =>
        Decode(text).Split(' ', 6) is [var question, var value, var created, var at, var ordinal, { Length: > 0 } owner]
        && Question(question) is { } asked && Number(created) is { } createdMs && Number(at) is { } atMs && Number(ordinal) is >= 0 and <= int.MaxValue and var place
        && (value.Length == 0 || Number(value) is not null)
            ? new(asked, new RecordCursor(Number(value), createdMs, owner, atMs, (int)place))
            : null;

    /// <summary>Null when it is none.</summary>
    public static GivenCursor<TicketCursor>? ParseTicket(string text)
    {
        if (Decode(text).Split(' ', 3) is not [var question, var value, { Length: > 0 } id] || Question(question) is not { } asked)
            return null;
        return value.Length == 0 ? new(asked, new TicketCursor(null, id)) : Number(value) is { } known ? new(asked, new TicketCursor(known, id)) : null;
    }

    /// <summary>Null when it is none.</summary>
    public static GivenCursor<DimensionItem>? ParseDimension(string text) =>
        Decode(text).Split(' ', 3) is [var question, var count, { Length: > 0 } value] && Question(question) is { } asked && Number(count) is >= 0 and var counted && (value[0] == '=' || value == "-")
            ? new(asked, new DimensionItem(value[0] == '=' ? value[1..] : null, counted))
            : null;

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>Empty for what is no encoded text.</summary>
    private static string Decode(string text) => Base64Url.IsValid(text) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)) : "";

    private static ulong? Question(string text) =>
        text.Length == 16 && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var question) ? question : null;

    private static long? Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A cursor as it was handed back.</summary>
/// <param name="Question">Whose answer it is from.</param>
internal readonly record struct GivenCursor<T>(ulong Question, T Cursor)
{
    /// <summary>Null when it is from this question's answer.</summary>
    /// <param name="parameter">As the cursor is called where it is asked.</param>
    public QueryError? Check(ulong question, string parameter, string? text) => question == Question ? null : new QueryError(PageParameters.CursorOfAnotherQuery, parameter, text,
        $"'{parameter}' is from the answer to another query. Ask with the same metric, period, filters and order as on the page before, or without a cursor for the first page.");
}
