using KpiApi.Engine.Model;

namespace KpiApi.Demo;

/// <summary>The customers: since when, how much a year, of which tier, and who has left.</summary>
internal static class DemoAccounts
{
    public const int Count = 400;

    private const int Seed = 9;

    /// <summary>Those who ask most come first and stay; of the others one in nine leaves.</summary>
    private const int FirstToLeave = Count / 2;

    private static readonly string[] s_names = ["Alder", "Birch", "Cedar", "Elm", "Hazel", "Juniper", "Larch", "Maple", "Rowan", "Willow"];
    private static readonly string[] s_trades = ["Bakery", "Books", "Cycles", "Dental", "Foods", "Freight", "Garden", "Hotels", "Media", "Tools"];

    public static string Id(int number) => $"A-{number:000}";

    public static IEnumerable<Account> Until(long endMs)
    {
        var random = new DemoRandom(Seed);
        for (var number = 1; number <= Count; number++)
        {
            var value = Math.Round(random.LogNormal(6_000, 1.0));
            var since = endMs - (100 + random.Below(1_400)) * WorkHours.DayMs;
            yield return new Account
            {
                Id = Id(number),
                Name = $"{s_names[number % 10]} {s_trades[number / 10 % 10]} {number}",
                ValueUnits = (long)value * Money.UnitsPerWhole,
                SinceMs = since,
                UntilMs = number > FirstToLeave && number % 9 == 0 ? endMs - random.Below(DemoHistory.Days) * WorkHours.DayMs : null,
                Attributes = AttributeText.Write(new() { [DemoSettings.Tier] = value switch { >= 15_000 => "gold", >= 5_000 => "silver", _ => "bronze" } }),
            };
        }
    }
}
