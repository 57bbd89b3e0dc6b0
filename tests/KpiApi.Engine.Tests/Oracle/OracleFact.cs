using System.Collections.Immutable;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>One thing that a metric counts.</summary>
internal sealed record OracleFact(string Owner, long At, ImmutableDictionary<string, string?> Values)
{
    /// <summary>Of means.</summary>
    public decimal Number { get; init; }

    /// <summary>Of ratios and of the net promoter score: 1 good, 0 neutral, −1 bad; of the backlog's change: in or out.</summary>
    public int Sign { get; init; }
    public string? Scale { get; init; }

    /// <summary>Of levels: whether it is in the state just before an instant.</summary>
    public Func<long, bool>? IsIn { get; init; }
}
