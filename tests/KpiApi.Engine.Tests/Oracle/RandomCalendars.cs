using KpiApi.Engine.Calendars;
using NodaTime;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>A few business calendars of a zone: windows that meet, overlap, run past midnight and over clock changes; holidays now and then.</summary>
internal static class RandomCalendars
{
    public static IReadOnlyList<(BusinessCalendar, OracleCalendar)> Of(DateTimeZone zone, long aroundMs, int seed) =>
        [.. Enumerable.Range(0, 3).Select(n => Next(new Random(seed * 10 + n), zone, Instant.FromUnixTimeMilliseconds(aroundMs).InZone(zone).Date))];

    private static (BusinessCalendar, OracleCalendar) Next(Random random, DateTimeZone zone, LocalDate around)
    {
        var hours = new Dictionary<IsoDayOfWeek, (int From, int To)[]>();
        for (var day = 1; day <= 7; day++)
        {
            if (day <= 4 || random.Next(2) == 0)
                hours[(IsoDayOfWeek)day] = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Window(random))];
        }
        var holidays = Enumerable.Range(0, random.Next(12)).Select(_ => around.PlusDays(random.Next(-40, 40))).ToHashSet();
        var windows = hours.ToDictionary(h => h.Key, h => (IReadOnlyList<BusinessWindow>)[.. h.Value.Select(w => new BusinessWindow(w.From, w.To))]);
        return (new BusinessCalendar(zone, windows, holidays), new OracleCalendar(zone, hours, holidays));
    }

    /// <summary>On quarters of an hour; small hours are frequent, because the clock changes then. 24:00 is a time to end at.</summary>
    private static (int From, int To) Window(Random random) =>
        (15 * (random.Next(2) == 0 ? random.Next(16) : random.Next(96)), random.Next(4) == 0 ? 24 * 60 : 15 * (random.Next(2) == 0 ? random.Next(16) : random.Next(96)));
}
