namespace KpiApi.Ingest.Csv;

/// <summary>Dates as spreadsheets and help desks write them: 05.01.2026 09:00, 5/1/2026 9:00:30 PM, 2026/01/05.</summary>
internal static class CellDates
{
    /// <summary>Of the longest that is written.</summary>
    public const int MaxIsoLength = 40;

    /// <summary>Whether a text begins as a date that needs to be told the order of its parts.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> text)
    {
        var digits = CountDigits(text);
        return digits is > 0 and <= 4 && digits < text.Length && (text[digits] is (byte)'.' or (byte)'/' || (text[digits] == (byte)'-' && digits < 4)) && CountDigits(text[(digits + 1)..]) is 1 or 2;
    }

    /// <summary>The same as ISO 8601 has it, a date alone or with a time; 0 when it is none in that order.</summary>
    /// <param name="iso">Of <see cref="MaxIsoLength"/>.</param>
    public static int ToIso(ReadOnlySpan<byte> text, DateOrder order, Span<byte> iso)
    {
        Span<int> parts = stackalloc int[3];
        var rest = text;
        var separator = (byte)0;
        for (var part = 0; part < 3; part++)
        {
            var digits = CountDigits(rest);
            if (digits is 0 or > 4) return 0;
            parts[part] = Number(rest[..digits]);
            if (part == YearOf(order) && digits is not (2 or 4)) return 0;
            if (part == YearOf(order) && digits == 2) parts[part] += 2000;
            if (part != YearOf(order) && digits > 2) return 0;
            rest = rest[digits..];
            if (part == 2) break;
            if (rest.IsEmpty || rest[0] is not ((byte)'.' or (byte)'/' or (byte)'-') || (part == 1 && rest[0] != separator)) return 0;
            separator = rest[0];
            rest = rest[1..];
        }

        var (year, month, day) = order switch
        {
            DateOrder.Dmy => (parts[2], parts[1], parts[0]),
            DateOrder.Mdy => (parts[2], parts[0], parts[1]),
            _ => (parts[0], parts[1], parts[2]),
        };
        Write(iso, year, 4);
        iso[4] = iso[7] = (byte)'-';
        Write(iso[5..], month, 2);
        Write(iso[8..], day, 2);
        rest = rest.TrimStart(" ,T"u8);
        return rest.IsEmpty ? 10 : AddTime(rest, iso);
    }

    /// <summary>9:00, 09:00:30.5, 9:00 PM, each with an offset or without.</summary>
    private static int AddTime(ReadOnlySpan<byte> text, Span<byte> iso)
    {
        var digits = CountDigits(text);
        if (digits is not (1 or 2) || digits == text.Length || text[digits] != (byte)':') return 0;
        var hour = Number(text[..digits]);
        var rest = text[digits..];
        var isAfternoon = EndsWith(rest, "pm"u8);
        if (isAfternoon || EndsWith(rest, "am"u8))
        {
            if (hour is 0 or > 12) return 0;
            hour = hour % 12 + (isAfternoon ? 12 : 0);
            rest = rest[..^2].TrimEnd((byte)' ');
        }

        if (13 + rest.Length > iso.Length) return 0;
        iso[10] = (byte)'T';
        Write(iso[11..], hour, 2);
        var length = 13;
        foreach (var unit in rest)
            if (unit != (byte)' ') iso[length++] = unit;
        return length;
    }

    private static bool EndsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> half) => text.Length > 2 && System.Text.Ascii.EqualsIgnoreCase(text[^2..], half);

    private static int YearOf(DateOrder order) => order == DateOrder.Ymd ? 0 : 2;

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits < 0 ? text.Length : digits;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits) number = number * 10 + (digit - '0');
        return number;
    }

    private static void Write(Span<byte> place, int number, int digits)
    {
        for (var index = digits - 1; index >= 0; index--, number /= 10) place[index] = (byte)('0' + number % 10);
    }
}
