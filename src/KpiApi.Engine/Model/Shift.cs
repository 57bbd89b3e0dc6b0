namespace KpiApi.Engine.Model;

/// <summary>Time for which an agent was scheduled, or was available: <c>[FromMs, ToMs)</c>.</summary>
public sealed record Shift
{
    public required string Id { get; init; }
    public required string Agent { get; init; }
    public required long FromMs { get; init; }
    public required long ToMs { get; init; }
    public ShiftKind Kind { get; init; }
}

public enum ShiftKind : byte { Scheduled, Available }
