namespace KpiApi.Engine.Model;

/// <summary>The statuses as they are written in JSON.</summary>
public static class StatusNames
{
    private static readonly Dictionary<string, TicketStatus> s_byName = new()
    {
        ["new"] = TicketStatus.New,
        ["open"] = TicketStatus.Open,
        ["pending"] = TicketStatus.Pending,
        ["on_hold"] = TicketStatus.OnHold,
        ["solved"] = TicketStatus.Solved,
        ["closed"] = TicketStatus.Closed,
        ["merged"] = TicketStatus.Merged,
        ["spam"] = TicketStatus.Spam,
        ["deleted"] = TicketStatus.Deleted,
    };

    /// <summary>In the order of <see cref="TicketStatus"/>.</summary>
    public static IReadOnlyList<string> All { get; } = [.. s_byName.Keys];

    /// <summary>Null for a word that is no status.</summary>
    public static TicketStatus? Parse(string name) => s_byName.TryGetValue(name, out var status) ? status : null;

    public static string Name(TicketStatus status) => All[(int)status];

    internal static bool IsResolved(TicketStatus status) => status is TicketStatus.Solved or TicketStatus.Closed;
}
