using System.Text;
using KpiApi.Http.Errors;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Parsing;

namespace KpiApi.Ingest.Csv;

/// <summary>Cells as spreadsheets write them, read as the fields have them: dates, decimals, words, TRUE and False.</summary>
internal sealed class CsvCells(CsvParameters parameters, FieldParser parser)
{
    private byte[] _number = [];

    /// <summary>What the cell stands for where words of its field are translated.</summary>
    public ReadOnlySpan<byte> Translate(Field field, ReadOnlySpan<byte> text) =>
        parameters.Words.TryGetValue(field.Name, out var words) && words.TryGetValue(Encoding.UTF8.GetString(text), out var meaning) ? Encoding.UTF8.GetBytes(meaning) : text;

    /// <summary>Null = it is all right, and in the slot.</summary>
    public RequestError? Parse(Field field, ReadOnlySpan<byte> text, ref Slot slot)
    {
        switch (field.Kind)
        {
            case FieldKind.Flag:
                return parser.Parse(field, Flag(text), ref slot);
            case FieldKind.Instant:
                return ParseInstant(field, text, ref slot);
            case FieldKind.Whole or FieldKind.Seconds or FieldKind.Number or FieldKind.Money:
                return ParseNumber(field, text, ref slot);
            default:
                var error = parser.Parse(field, text, ref slot);
                return error is { Code: "unknown_value" } ? error with { Message = $"{error.Message} Or say what it stands for: values={field.Name}:{RequestError.Shorten(Encoding.UTF8.GetString(text))}={error.Nearest ?? field.Choices[0]}." } : error;
        }
    }

    private RequestError? ParseInstant(Field field, ReadOnlySpan<byte> text, ref Slot slot)
    {
        Span<byte> iso = stackalloc byte[CellDates.MaxIsoLength];
        if (parameters.Order is { } order && CellDates.ToIso(text, order, iso) is > 0 and var length) return Explained(parser.Parse(field, iso[..length], ref slot));
        var error = parser.Parse(field, text, ref slot);
        if (error is { Code: "invalid_instant" } && parameters.Order is null && CellDates.LooksLikeOne(text))
            return error with { Message = $"{error.Message} A date like this one can be read if the order of its parts is said: dates=dmy, dates=mdy or dates=ymd." };
        return Explained(error);
    }

    private static RequestError? Explained(RequestError? error) =>
        error is { Code: "offset_missing" } ? error with { Message = $"{error.Message} Or name the zone of all such times: timeZone=Europe/Berlin." } : error;

    private RequestError? ParseNumber(Field field, ReadOnlySpan<byte> text, ref Slot slot)
    {
        if (!parameters.HasDecimalComma)
        {
            var error = parser.Parse(field, text, ref slot);
            return error is { Code: "wrong_type" } && text.Contains((byte)',') ? error with { Message = $"{error.Message} If the comma stands before the decimals, say decimal=, (%2C)." } : error;
        }

        if (_number.Length < text.Length) _number = new byte[text.Length];
        var length = 0;
        var whole = text.IndexOf((byte)',') is >= 0 and var comma ? text[..comma] : text;
        if (!AreGroups(whole)) return parser.Parse(field, "."u8, ref slot);
        foreach (var unit in text)
            if (unit != (byte)'.') _number[length++] = unit == (byte)',' ? (byte)'.' : unit;
        return parser.Parse(field, _number.AsSpan(0, length), ref slot);
    }

    /// <summary>1.234.567: points stand between groups of three digits, or nowhere.</summary>
    private static bool AreGroups(ReadOnlySpan<byte> whole)
    {
        for (var point = whole.LastIndexOf((byte)'.'); point >= 0; point = whole.LastIndexOf((byte)'.'))
        {
            if (whole.Length - point != 4) return false;
            whole = whole[..point];
        }

        return !whole.IsEmpty;
    }

    /// <summary>Spreadsheets write TRUE and False.</summary>
    private static ReadOnlySpan<byte> Flag(ReadOnlySpan<byte> text) =>
        Ascii.EqualsIgnoreCase(text, "true"u8) ? "true"u8 : Ascii.EqualsIgnoreCase(text, "false"u8) ? "false"u8 : text;
}
