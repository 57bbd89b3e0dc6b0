namespace KpiApi.Demo;

/// <summary>A customer asks something.</summary>
internal sealed record Arrival(int Number, long AtMs, DemoChannel Channel, DemoReason Reason, string Priority, string Account, string Product, bool IsRush);

/// <param name="ResponseSeconds">Median working time until somebody answers.</param>
/// <param name="Rounds">Chance that an answer needs another one.</param>
internal sealed record DemoChannel(string Name, string AnswerType, double Open, double Closed, double ResponseSeconds, double HandleSeconds, double Rounds);

/// <param name="WorkSeconds">Median working time until it is solved.</param>
/// <param name="Escalates">Chance that it goes on to the technical team.</param>
internal sealed record DemoReason(string Name, string Team, double Weight, double WorkSeconds, double Escalates, bool BotCanSolve);

/// <summary>What comes in: more on Mondays and before noon, little at night, and two days of an outage.</summary>
internal sealed class DemoArrivals(DemoRandom random, WorkHours hours)
{
    private const double MeanPerDay = 234;

    /// <summary>Days before the end at which the outage began: within the period that the headline compares with.</summary>
    private const int OutageAge = 43;

    private static readonly double[] s_byWeekday = [1.25, 1.15, 1.10, 1.08, 1.00, 0.50, 0.40];

    private static readonly (int Hour, double Weight)[] s_byHour =
    [
        .. new[] { 1, 0.6, 0.4, 0.3, 0.4, 0.8, 2, 4, 7, 9.5, 10, 9, 7.5, 8, 9, 8.5, 7.5, 6, 4.5, 3.5, 3, 2.5, 2, 1.5 }.Select((w, h) => (h, w)),
    ];

    private static readonly DemoChannel[] s_channels =
    [
        new("email", "reply", Open: 0.38, Closed: 0.62, ResponseSeconds: 4_500, HandleSeconds: 270, Rounds: 0.38),
        new("chat", "chat", Open: 0.27, Closed: 0.16, ResponseSeconds: 110, HandleSeconds: 380, Rounds: 0.18),
        new("phone", "call", Open: 0.23, Closed: 0, ResponseSeconds: 45, HandleSeconds: 300, Rounds: 0.10),
        new("web", "reply", Open: 0.12, Closed: 0.22, ResponseSeconds: 3_000, HandleSeconds: 230, Rounds: 0.32),
    ];

    private static readonly DemoReason s_bug = new("bug", DemoStaff.Technical, 0.16, WorkSeconds: 14_400, Escalates: 0, BotCanSolve: false);

    private static readonly DemoReason[] s_reasons =
    [
        s_bug,
        new("login", "front-desk", 0.18, WorkSeconds: 600, Escalates: 0.12, BotCanSolve: true),
        new("how-to", "front-desk", 0.20, WorkSeconds: 900, Escalates: 0.05, BotCanSolve: true),
        new("delivery", "front-desk", 0.17, WorkSeconds: 5_400, Escalates: 0.01, BotCanSolve: false),
        new("billing", "billing", 0.15, WorkSeconds: 3_600, Escalates: 0.03, BotCanSolve: false),
        new("refund", "billing", 0.09, WorkSeconds: 10_800, Escalates: 0.01, BotCanSolve: false),
        new("cancellation", "billing", 0.05, WorkSeconds: 1_800, Escalates: 0.01, BotCanSolve: false),
    ];

    private static readonly (string, double)[] s_products = [("app", 0.45), ("router", 0.35), ("tv", 0.20)];

    private static readonly (string, double)[] s_priorities = [("low", 0.20), ("normal", 0.55), ("high", 0.20), ("urgent", 0.05)];

    /// <summary>In the order in which they came, of whole days and of what has passed of the last.</summary>
    public IEnumerable<Arrival> Until(long nowMs, int days)
    {
        var number = 0;
        for (var age = days; age >= 0; age--)
        {
            var midnight = WorkHours.Midnight(nowMs) - age * WorkHours.DayMs;
            var rush = age is OutageAge or OutageAge - 1;
            var growth = 1.06 - 0.12 * age / days;
            var count = random.LogNormal(MeanPerDay * growth * s_byWeekday[WorkHours.Weekday(midnight)] * (rush ? 1.9 : 1), 0.06);
            foreach (var at in Moments(midnight, (int)count).TakeWhile(at => at < nowMs))
                yield return Next(++number, at, rush);
        }
    }

    private long[] Moments(long midnight, int count)
    {
        var moments = new long[count];
        for (var i = 0; i < count; i++)
            moments[i] = midnight + random.Pick(s_byHour) * WorkHours.HourMs + random.Below(3600) * 1000L;
        Array.Sort(moments);
        return moments;
    }

    private Arrival Next(int number, long atMs, bool isRush)
    {
        var isOpen = hours.IsOpen(atMs);
        var channel = random.Pick(s_channels, c => isOpen ? c.Open : c.Closed);
        var reason = isRush && random.Chance(0.5) ? s_bug : random.Pick(s_reasons, r => r.Weight);
        // A few accounts ask often, most of them rarely.
        var account = (int)(DemoAccounts.Count * Math.Pow(random.Below(1000) / 1000.0, 2.2)) + 1;
        return new Arrival(number, atMs, channel, reason, random.Pick(s_priorities), DemoAccounts.Id(account), random.Pick(s_products), isRush);
    }
}
