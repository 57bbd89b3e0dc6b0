using NodaTime;

namespace KpiApi.Engine.Calendars;

/// <summary>What became of a text that should be an instant.</summary>
public enum InstantReading { Good, Invalid, OffsetMissing, OutOfRange }

/// <summary>
/// ISO 8601 with an offset: 2026-01-31T09:30Z, 2026-01-31T09:30:15.25+01:00, +0100 or +01. Finer than a millisecond is cut off.
/// By hand, because a ticket has half a dozen of them and the framework's parser reads more forms than are allowed here.
/// </summary>
public static class InstantReader
{
    public const int FirstYear = 1900;
    public const int LastYear = 2200;

    /// <param name="text">As it came.</param>
    /// <param name="zone">Of a time without an offset; null makes that an error. A time that the clocks skip is taken as much later as they skip; of one that comes twice, the first.</param>
    /// <param name="ms">Since 1970.</param>
    public static InstantReading Read(ReadOnlySpan<byte> text, DateTimeZone? zone, out long ms)
    {
        ms = 0;
        if (text.Length < 16 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ') || text[13] != ':') return InstantReading.Invalid;
        var (year, month, day) = (Digits(text[..4]), Digits(text[5..7]), Digits(text[8..10]));
        var (hour, minute) = (Digits(text[11..13]), Digits(text[14..16]));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23 || minute is < 0 or > 59) return InstantReading.Invalid;

        var rest = text[16..];
        if (!TryReadSeconds(ref rest, out var secondsMs)) return InstantReading.Invalid;
        if (rest.IsEmpty && zone is null) return InstantReading.OffsetMissing;
        var offsetMinutes = 0;
        if (!rest.IsEmpty && !TryReadOffset(rest, out offsetMinutes)) return InstantReading.Invalid;
        if (year is < FirstYear or > LastYear) return InstantReading.OutOfRange;
        if (rest.IsEmpty)
        {
            ms = new LocalDateTime(year, month, day, hour, minute).PlusMilliseconds(secondsMs).InZoneLeniently(zone!).ToInstant().ToUnixTimeMilliseconds();
            return InstantReading.Good;
        }

        var days = (new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerDay;
        ms = (((days * 24 + hour) * 60 + minute - offsetMinutes) * 60_000) + secondsMs;
        return InstantReading.Good;
    }

    private static bool TryReadSeconds(ref ReadOnlySpan<byte> rest, out int ms)
    {
        ms = 0;
        if (rest.IsEmpty || rest[0] != ':') return true;
        if (rest.Length < 3) return false;
        var seconds = Digits(rest[1..3]);
        if (seconds is < 0 or > 59) return false;
        ms = seconds * 1000;
        rest = rest[3..];
        if (rest.IsEmpty || rest[0] is not ((byte)'.' or (byte)',')) return true;

        var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0) digits = rest.Length - 1;
        if (digits == 0) return false;
        for (int index = 0, unit = 100; index < Math.Min(digits, 3); index++, unit /= 10) ms += (rest[1 + index] - '0') * unit;
        rest = rest[(1 + digits)..];
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> rest, out int minutes)
    {
        minutes = 0;
        if (rest is [(byte)'Z' or (byte)'z']) return true;
        if (rest.Length is not (3 or 5 or 6) || rest[0] is not ((byte)'+' or (byte)'-') || (rest.Length == 6 && rest[3] != ':')) return false;
        var hours = Digits(rest[1..3]);
        var minutesPart = rest.Length == 3 ? 0 : Digits(rest[^2..]);
        if (hours is < 0 or > 18 || minutesPart is < 0 or > 59) return false;
        minutes = (hours * 60 + minutesPart) * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    /// <summary>-1 when one is not a digit.</summary>
    private static int Digits(ReadOnlySpan<byte> text)
    {
        var value = 0;
        foreach (var unit in text)
        {
            if (unit is < (byte)'0' or > (byte)'9') return -1;
            value = value * 10 + (unit - '0');
        }

        return value;
    }
}
