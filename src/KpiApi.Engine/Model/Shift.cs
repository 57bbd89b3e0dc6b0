namespace KpiApi.Engine.Model;

/// <summary>Time for which an agent was scheduled, or was available: <c>[FromMs, ToMs)</c>.</summary>
public sealed record Shift
{
    public required string Id { get; set; }
    public required string Agent { get; set; }
    public required long FromMs { get; set; }
    public required long ToMs { get; set; }
    public ShiftKind Kind { get; set; }
}

public enum ShiftKind : byte { Scheduled, Available }
