using KpiApi.Engine.Calendars;
using NodaTime;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>
/// A few business calendars of a zone: windows that meet, overlap, run past midnight and over clock changes; now and then holidays and half days, of
/// one year or of each, and other hours from some day on.
/// </summary>
internal static class RandomCalendars
{
    public static IReadOnlyList<(BusinessCalendar, OracleCalendar)> Of(DateTimeZone zone, long aroundMs, int seed) =>
        [.. Enumerable.Range(0, 3).Select(n => Next(new Random(seed * 10 + n), zone, Instant.FromUnixTimeMilliseconds(aroundMs).InZone(zone).Date))];

    private static (BusinessCalendar, OracleCalendar) Next(Random random, DateTimeZone zone, LocalDate around)
    {
        List<OracleHours> versions = [Hours(random, new LocalDate(1900, 1, 1), around)];
        for (var n = random.Next(3); n > 0; n--)
            versions.Add(Hours(random, around.PlusDays(random.Next(-30, 30) * 2 + n % 2), around));
        versions = [.. versions.DistinctBy(v => v.From).OrderBy(v => v.From)];
        return (new BusinessCalendar(zone, [.. versions.Select(Built)]), new OracleCalendar(zone, versions));
    }

    private static OracleHours Hours(Random random, LocalDate from, LocalDate around)
    {
        var hours = new Dictionary<IsoDayOfWeek, (int From, int To)[]>();
        for (var day = 1; day <= 7; day++)
        {
            if (day <= 4 || random.Next(2) == 0)
                hours[(IsoDayOfWeek)day] = Windows(random, 1);
        }
        var special = new Dictionary<(int, int, int), (int From, int To)[]>();
        for (var n = random.Next(12); n > 0; n--)
        {
            var date = around.PlusDays(random.Next(-40, 40));
            special[(random.Next(3) == 0 ? 0 : date.Year, date.Month, date.Day)] = random.Next(3) == 0 ? Windows(random, 0) : [];
        }
        return new OracleHours(from, hours, special);
    }

    private static OpeningHours Built(OracleHours hours) => new(
        hours.From, hours.Week.ToDictionary(h => h.Key, h => Built(h.Value)),
        hours.Special.Where(s => s.Key.Year != 0).ToDictionary(s => new LocalDate(s.Key.Year, s.Key.Month, s.Key.Day), s => Built(s.Value)),
        hours.Special.Where(s => s.Key.Year == 0).ToDictionary(s => new AnnualDate(s.Key.Month, s.Key.Day), s => Built(s.Value)));

    private static IReadOnlyList<BusinessWindow> Built((int From, int To)[] windows) => [.. windows.Select(w => new BusinessWindow(w.From, w.To))];

    private static (int From, int To)[] Windows(Random random, int least) => [.. Enumerable.Range(0, random.Next(least, 4)).Select(_ => Window(random))];

    /// <summary>On quarters of an hour; small hours are frequent, because the clock changes then. 24:00 is a time to end at.</summary>
    private static (int From, int To) Window(Random random) =>
        (15 * (random.Next(2) == 0 ? random.Next(16) : random.Next(96)), random.Next(4) == 0 ? 24 * 60 : 15 * (random.Next(2) == 0 ? random.Next(16) : random.Next(96)));
}
