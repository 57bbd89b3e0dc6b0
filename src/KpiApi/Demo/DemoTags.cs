using KpiApi.Engine.Model;

namespace KpiApi.Demo;

/// <summary>What agents and rules write on tickets: half have a tag or several. Chance of their own, so that the rest of the history stays as it is.</summary>
internal static class DemoTags
{
    public const string RefundForm = "refund-form";
    public const string Outage = "outage";

    private static readonly (string Tag, double Chance)[] s_any =
        [("follow-up", 0.14), ("feature-request", 0.07), ("documentation", 0.06), ("integration", 0.05), ("data-export", 0.03), ("callback", 0.04)];

    /// <summary>Those who ask most are called key accounts.</summary>
    private const int KeyAccounts = 25;

    public static string? Of(Arrival arrival, DemoTimeline story, long endMs)
    {
        var random = new DemoRandom(arrival.Number);
        var tags = s_any.Where(any => random.Chance(any.Chance)).Select(any => any.Tag).ToList();
        if (string.CompareOrdinal(arrival.Account, DemoAccounts.Id(KeyAccounts)) <= 0)
            tags.Add("key-account");
        if (arrival is { IsRush: true, Reason.Name: "bug" } && random.Chance(0.9))
            tags.Add(Outage);
        if (DemoSurveys.HasForm(arrival, endMs) && random.Chance(0.85))
            tags.Add(RefundForm);
        if (story.Team != arrival.Reason.Team)
            tags.Add("escalated");
        return TagText.Write(tags);
    }
}
