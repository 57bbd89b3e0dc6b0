using System.Text.Json.Serialization;
using KpiApi.Engine.Calendars;
using NodaTime;

namespace KpiApi.Settings;

/// <summary>Office hours.</summary>
/// <param name="TimeZone">IANA name, of the wall clock that the hours are written in.</param>
/// <param name="Holidays">Days with hours of their own, or none.</param>
/// <param name="Versions">What is valid from a day on, by those days.</param>
internal sealed record CalendarSetting(
    string Id, string TimeZone, WeekHours Hours, IReadOnlyList<SpecialDay> Holidays, IReadOnlyList<CalendarVersion> Versions)
{
    private readonly Lazy<BusinessCalendar> _built = new(() => new(DateTimeZoneProviders.Tzdb[TimeZone], [.. InOrder(Hours, Holidays, Versions)]));

    /// <summary>Laid out when first wanted, which takes some ten milliseconds.</summary>
    [JsonIgnore]
    public BusinessCalendar Built => _built.Value;

    private static IEnumerable<OpeningHours> InOrder(WeekHours hours, IReadOnlyList<SpecialDay> holidays, IReadOnlyList<CalendarVersion> versions)
    {
        yield return Opening(LocalDate.MinIsoValue, hours, holidays);
        foreach (var version in versions)
        {
            (hours, holidays) = (version.Hours ?? hours, version.Holidays ?? holidays);
            yield return Opening(SpecialDay.Day(version.From)!.Value, hours, holidays);
        }
    }

    private static OpeningHours Opening(LocalDate from, WeekHours hours, IReadOnlyList<SpecialDay> holidays) => new(
        from,
        hours.Days.ToDictionary(day => day.Day, day => Windows(day.Windows)),
        holidays.Where(holiday => SpecialDay.Day(holiday.Date) is not null).ToDictionary(holiday => SpecialDay.Day(holiday.Date)!.Value, holiday => Windows(holiday.Hours)),
        holidays.Where(holiday => SpecialDay.EachYear(holiday.Date) is not null).ToDictionary(holiday => SpecialDay.EachYear(holiday.Date)!.Value, holiday => Windows(holiday.Hours)));

    private static IReadOnlyList<BusinessWindow> Windows(IReadOnlyList<HoursWindow> windows) => [.. windows.Select(window => window.Built)];
}

/// <summary>Hours or holidays that are valid from a day on; null = those before.</summary>
/// <param name="From">yyyy-MM-dd.</param>
internal sealed record CalendarVersion(string From, WeekHours? Hours, IReadOnlyList<SpecialDay>? Holidays);
