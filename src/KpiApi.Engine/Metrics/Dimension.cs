using System.ComponentModel;

namespace KpiApi.Engine.Metrics;

[Description("What numbers can be grouped and filtered by.")]
public enum Dimension { Agent, Team, Channel, Reason, Priority, Account, ActivityType, Stage, SurveyKind, Status, Age, Idle }

public static class DimensionNames
{
    /// <summary>In the order of <see cref="Dimension"/>.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["agent", "team", "channel", "reason", "priority", "account", "activityType", "stage", "surveyKind", "status", "age", "idle"];

    public static string Name(Dimension dimension) => All[(int)dimension];

    /// <summary>The dimension that a parameter filters by, <c>channel</c> or <c>channel.not</c>; null when it is no filter.</summary>
    public static Dimension? OfFilter(string parameter) => Parse(parameter.EndsWith(".not", StringComparison.Ordinal) ? parameter[..^4] : parameter);

    public static Dimension? Parse(string name)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i] == name)
                return (Dimension)i;
        }
        return null;
    }
}
