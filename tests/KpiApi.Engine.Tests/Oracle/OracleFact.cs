using System.Collections.Immutable;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>One thing that a metric counts.</summary>
internal sealed record OracleFact(string Owner, long At, ImmutableDictionary<string, string?> Values)
{
    /// <summary>Of the ticket: the fact is in the group of each.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What it has of a dimension: one value, or each of its tags; null is "no value".</summary>
    public IReadOnlyList<string?> All(string dimension) => dimension != "tag" ? (string?[])[Values[dimension]] : Tags.Count == 0 ? (string?[])[null] : [.. Tags];

    /// <summary>Of means and of what has an amount.</summary>
    public decimal Number { get; init; }

    /// <summary>Of means in business hours; null where that is not known.</summary>
    public decimal? Business { get; init; }

    /// <summary>Of ratios and of the net promoter score: 1 good, 0 neutral, −1 bad; of the backlog's change: in or out.</summary>
    public int Sign { get; init; }
    public string? Scale { get; init; }

    /// <summary>Of levels: whether it is in the state just before an instant.</summary>
    public Func<long, bool>? IsIn { get; init; }

    /// <summary>Of levels: values that change, by the instant just before which they are asked and the one of asking.</summary>
    public Func<long, long, ImmutableDictionary<string, string?>>? Then { get; init; }

    /// <summary>Of what lasts: its end, after <see cref="At"/>.</summary>
    public long Until { get; init; }

    public OracleFact JustBefore(long at, long asOf) => Then is null ? this : this with { Values = Values.AddRange(Then(at, asOf)) };
}
