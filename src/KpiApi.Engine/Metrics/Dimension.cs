namespace KpiApi.Engine.Metrics;

/// <summary>What numbers can be grouped and filtered by.</summary>
/// <param name="Attribute">The id of a declared attribute, of the two kinds that are attributes.</param>
public readonly record struct Dimension(DimensionKind Kind, string? Attribute = null)
{
    public static readonly Dimension Agent = new(DimensionKind.Agent);
    public static readonly Dimension Team = new(DimensionKind.Team);
    public static readonly Dimension Channel = new(DimensionKind.Channel);
    public static readonly Dimension Reason = new(DimensionKind.Reason);
    public static readonly Dimension Priority = new(DimensionKind.Priority);
    public static readonly Dimension Account = new(DimensionKind.Account);
    public static readonly Dimension ActivityType = new(DimensionKind.ActivityType);
    public static readonly Dimension Stage = new(DimensionKind.Stage);
    public static readonly Dimension SurveyKind = new(DimensionKind.SurveyKind);
    public static readonly Dimension Status = new(DimensionKind.Status);
    public static readonly Dimension Age = new(DimensionKind.Age);
    public static readonly Dimension Idle = new(DimensionKind.Idle);

    /// <summary>A ticket counts in each of its tags, and once in totals.</summary>
    public static readonly Dimension Tag = new(DimensionKind.Tag);

    /// <summary>Those that are there whatever is declared.</summary>
    public static IReadOnlyList<Dimension> Fixed { get; } =
        [Agent, Team, Channel, Reason, Priority, Account, ActivityType, Stage, SurveyKind, Status, Age, Idle, Tag];

    /// <summary>An account's value of today, for everything of that account.</summary>
    public static Dimension OfAccount(string attribute) => new(DimensionKind.AccountAttribute, attribute);

    public static Dimension OfTicket(string attribute) => new(DimensionKind.TicketAttribute, attribute);

    public override string ToString() => DimensionNames.Name(this);
}

public static class DimensionNames
{
    private const string Not = ".not";

    /// <summary>Before the ids of declared attributes.</summary>
    private const string OfAccount = "account.";
    private const string OfTicket = "ticket.";

    /// <summary>Of <see cref="Dimension.Fixed"/>, in their order.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["agent", "team", "channel", "reason", "priority", "account", "activityType", "stage", "surveyKind", "status", "age", "idle", "tag"];

    public static string Name(Dimension dimension) => dimension.Kind switch
    {
        DimensionKind.AccountAttribute => OfAccount + dimension.Attribute,
        DimensionKind.TicketAttribute => OfTicket + dimension.Attribute,
        _ => All[(int)dimension.Kind],
    };

    /// <summary>The dimension that a parameter filters by, <c>channel</c> or <c>channel.not</c>; null when it is no filter.</summary>
    public static Dimension? OfFilter(string parameter) => Parse(parameter.EndsWith(Not, StringComparison.Ordinal) ? parameter[..^Not.Length] : parameter);

    /// <summary>By the form of the name: whether an attribute is declared only a snapshot can tell.</summary>
    public static Dimension? Parse(string name)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i] == name)
                return Dimension.Fixed[i];
        }
        return name.StartsWith(OfAccount, StringComparison.Ordinal) ? Dimension.OfAccount(name[OfAccount.Length..])
            : name.StartsWith(OfTicket, StringComparison.Ordinal) ? Dimension.OfTicket(name[OfTicket.Length..])
            : null;
    }
}
