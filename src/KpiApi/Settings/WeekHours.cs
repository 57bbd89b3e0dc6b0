using System.Text.Json.Serialization;
using KpiApi.Engine.Calendars;
using NodaTime;

namespace KpiApi.Settings;

/// <summary>The windows of each weekday; a day without any is closed.</summary>
internal sealed record WeekHours(
    IReadOnlyList<HoursWindow> Monday, IReadOnlyList<HoursWindow> Tuesday, IReadOnlyList<HoursWindow> Wednesday, IReadOnlyList<HoursWindow> Thursday,
    IReadOnlyList<HoursWindow> Friday, IReadOnlyList<HoursWindow> Saturday, IReadOnlyList<HoursWindow> Sunday)
{
    public static readonly IReadOnlyList<string> DayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    [JsonIgnore]
    public IEnumerable<(IsoDayOfWeek Day, IReadOnlyList<HoursWindow> Windows)> Days
    {
        get
        {
            IReadOnlyList<HoursWindow>[] days = [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday];
            return days.Select((windows, index) => (IsoDayOfWeek.Monday + index, windows));
        }
    }
}

/// <param name="From">HH:mm.</param>
/// <param name="To">HH:mm, or 24:00; not after <paramref name="From"/> = on the next day.</param>
internal sealed record HoursWindow(string From, string To)
{
    [JsonIgnore]
    public BusinessWindow Built => new(Minute(From)!.Value, Minute(To)!.Value);

    /// <summary>Of the day; null when the text is no time. Seconds are taken when there are none: SQL's and .NET's times have them.</summary>
    public static int? Minute(string text)
    {
        if (text is [_, _, ':', _, _, ':', '0', '0']) text = text[..5];
        if (text is not [>= '0' and <= '2', >= '0' and <= '9', ':', >= '0' and <= '5', >= '0' and <= '9']) return null;
        var minute = ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
        return minute <= BusinessWindow.MinutesPerDay ? minute : null;
    }
}
