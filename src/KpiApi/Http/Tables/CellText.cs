using System.Buffers.Text;
using System.Globalization;
using NodaTime;

namespace KpiApi.Http.Tables;

/// <summary>Values as UTF-8 into a span, without making a string of each. Each returns the bytes written; <see cref="MaxBytes"/> hold any.</summary>
internal static class CellText
{
    public const int MaxBytes = 40;

    private const int SecondsOfMinute = 60;
    private const int SecondsOfHour = 3600;
    private const long MsOfDay = 86_400_000;

    /// <summary>As <see cref="InstantText"/> has it: 2026-03-03T00:00:00+01:00, or in UTC 2026-03-02T23:00:00Z.</summary>
    public static int WriteInstant(Span<byte> text, long ms, DateTimeZone? zone)
    {
        var offsetMs = zone?.GetUtcOffset(Instant.FromUnixTimeMilliseconds(ms)).Milliseconds ?? 0;
        var at = WriteLocal(text, ms + offsetMs, (byte)'T', withFraction: true);
        if (zone is null)
        {
            text[at++] = (byte)'Z';
            return at;
        }
        var minutes = Math.Abs(offsetMs) / 60_000;
        text[at++] = offsetMs < 0 ? (byte)'-' : (byte)'+';
        at += Two(text[at..], minutes / 60);
        text[at++] = (byte)':';
        return at + Two(text[at..], minutes % 60);
    }

    /// <summary>As spreadsheets read a moment, by the clock of the zone: 2026-03-03 00:00:00.</summary>
    public static int WriteMoment(Span<byte> text, long ms, DateTimeZone? zone) => WriteLocal(text, LocalMs(ms, zone), (byte)' ', withFraction: false);

    /// <param name="days">Since 1970-01-01.</param>
    public static int WriteDate(Span<byte> text, long days)
    {
        DateTime.UnixEpoch.AddDays(days).TryFormat(text, out var written, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return written;
    }

    /// <summary>Hours, minutes and whole seconds: 27:05:09.</summary>
    public static int WriteHms(Span<byte> text, decimal seconds)
    {
        var whole = (long)Math.Round(Math.Abs(seconds), MidpointRounding.AwayFromZero);
        var at = 0;
        if (seconds < 0 && whole > 0) text[at++] = (byte)'-';
        Utf8Formatter.TryFormat(whole / SecondsOfHour, text[at..], out var written);
        at += written;
        text[at++] = (byte)':';
        at += Two(text[at..], (int)(whole / SecondsOfMinute % SecondsOfMinute));
        text[at++] = (byte)':';
        return at + Two(text[at..], (int)(whole % SecondsOfMinute));
    }

    public static int WriteNumber(Span<byte> text, decimal number)
    {
        number.TryFormat(text, out var written, default, CultureInfo.InvariantCulture);
        return written;
    }

    public static int WriteInteger(Span<byte> text, long number)
    {
        Utf8Formatter.TryFormat(number, text, out var written);
        return written;
    }

    /// <summary>Seconds in another unit. Only the last step rounds, to four decimals.</summary>
    public static decimal In(DurationUnit unit, decimal seconds) => unit switch
    {
        DurationUnit.Minutes => Math.Round(seconds / SecondsOfMinute, 4, MidpointRounding.AwayFromZero),
        DurationUnit.Hours => Math.Round(seconds / SecondsOfHour, 4, MidpointRounding.AwayFromZero),
        _ => seconds,
    };

    /// <summary>Milliseconds of the wall clock.</summary>
    public static long LocalMs(long ms, DateTimeZone? zone) => ms + (zone?.GetUtcOffset(Instant.FromUnixTimeMilliseconds(ms)).Milliseconds ?? 0);

    private static int WriteLocal(Span<byte> text, long localMs, byte between, bool withFraction)
    {
        var days = Math.DivRem(localMs, MsOfDay, out var ofDay);
        if (ofDay < 0) (days, ofDay) = (days - 1, ofDay + MsOfDay);
        var at = WriteDate(text, days);
        text[at++] = between;
        var seconds = (int)(ofDay / 1000);
        at += Two(text[at..], seconds / SecondsOfHour);
        text[at++] = (byte)':';
        at += Two(text[at..], seconds / SecondsOfMinute % SecondsOfMinute);
        text[at++] = (byte)':';
        at += Two(text[at..], seconds % SecondsOfMinute);
        return withFraction && ofDay % 1000 is > 0 and var fraction ? at + WriteFraction(text[at..], (int)fraction) : at;
    }

    /// <summary>Without zeros at its end.</summary>
    private static int WriteFraction(Span<byte> text, int ms)
    {
        text[0] = (byte)'.';
        text[1] = (byte)('0' + ms / 100);
        text[2] = (byte)('0' + ms / 10 % 10);
        text[3] = (byte)('0' + ms % 10);
        return ms % 100 == 0 ? 2 : ms % 10 == 0 ? 3 : 4;
    }

    private static int Two(Span<byte> text, int number)
    {
        text[0] = (byte)('0' + number / 10);
        text[1] = (byte)('0' + number % 10);
        return 2;
    }
}
