namespace KpiApi.Engine.Model;

/// <summary>A member of the staff, or a machine that answers under an agent's id.</summary>
public sealed record Agent
{
    public required string Id { get; set; }
    public string? Name { get; set; }
    public string? Team { get; set; }

    /// <summary>What it does counts as a bot's work, whatever the event says.</summary>
    public bool Bot { get; set; }
}
