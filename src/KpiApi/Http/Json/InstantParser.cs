using KpiApi.Engine.Calendars;
using KpiApi.Http.Errors;
using NodaTime;

namespace KpiApi.Http.Json;

/// <summary>Instants of items, with what is wrong with them.</summary>
internal static class InstantParser
{
    private static readonly RequestError Invalid =
        new("invalid_instant", "It has to be an ISO 8601 date and time with an offset, like 2026-01-31T09:30:00Z or 2026-01-31T10:30:00+01:00.");

    private static readonly RequestError OffsetMissing =
        new("offset_missing", "The time has no offset, so it is not known which moment it means; add Z or an offset like +01:00.");

    private static readonly RequestError OutOfRange = new("out_of_range", $"The year has to be from {InstantReader.FirstYear} to {InstantReader.LastYear}.");

    /// <param name="zone">Of a time without an offset; null makes that an error.</param>
    /// <param name="ms">Since 1970.</param>
    public static RequestError? Parse(ReadOnlySpan<byte> text, DateTimeZone? zone, out long ms) => InstantReader.Read(text, zone, out ms) switch
    {
        InstantReading.Good => null,
        InstantReading.OffsetMissing => OffsetMissing,
        InstantReading.OutOfRange => OutOfRange,
        _ => Invalid,
    };
}
