using NodaTime;
using NodaTime.Text;

namespace KpiApi.Http;

/// <summary>Instants as ISO 8601.</summary>
internal static class InstantText
{
    private static readonly OffsetDateTimePattern s_inZone =
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss;FFFo<+HH:mm>");

    /// <summary>The form of <see cref="Utc(Instant)"/>, for the framework's own formatting, which takes a part of the time.</summary>
    public const string UtcFormat = "yyyy'-'MM'-'dd'T'HH':'mm':'ss.FFF'Z'";

    private static readonly InstantPattern s_utc = InstantPattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss;FFF'Z'");

    /// <summary>With the offset that the zone has then.</summary>
    public static string InZone(long ms, DateTimeZone zone) =>
        s_inZone.Format(Instant.FromUnixTimeMilliseconds(ms).InZone(zone).ToOffsetDateTime());

    /// <summary>The day that it is in the zone: 2026-03-03.</summary>
    public static string DateInZone(long ms, DateTimeZone zone) => LocalDatePattern.Iso.Format(Instant.FromUnixTimeMilliseconds(ms).InZone(zone).Date);

    public static string Utc(Instant instant) => s_utc.Format(instant);

    public static string Utc(long ms) => Utc(Instant.FromUnixTimeMilliseconds(ms));
}
