using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Drivers;

/// <summary>From the groups of one dimension to what each contributes.</summary>
/// <param name="total">Of both periods, known.</param>
/// <param name="limit">Values to tell one by one.</param>
internal sealed class DriverBuilder((Part Now, Part Before) total, int limit, CancellationToken cancel)
{
    /// <param name="explained">Unrounded, so that dimensions can be ranked.</param>
    public Driver Build(Dimension dimension, AggregatedPeriods counted, out Fraction explained)
    {
        var contributions = Contributions(counted);
        explained = Sum(contributions.Select(c => c.Amount.Absolute));
        var values = contributions.Take(limit).Select(c => c.Told()).ToList();
        if (contributions.Count > limit)
            values.Add(Rest(contributions.Skip(limit).Select(c => c.Value)).Told());
        var overlap = total.Now.Mean - total.Before.Mean - Sum(contributions.Select(c => c.Amount));
        // Prorated amounts are decimals of 28 digits, which leave a rest far behind the digits told.
        if (overlap.Rounded() != 0)
            values.Add(new DriverValue(DriverValue.Overlap, overlap.Rounded(), null, null, default, default));
        return new Driver(dimension, explained.Rounded(), values);
    }

    /// <summary>Of each value with data in either period, the largest first.</summary>
    private List<Contribution> Contributions(AggregatedPeriods counted)
    {
        var (now, before) = (counted.Current, counted.Previous!);
        var (nowValues, beforeValues) = (new MetricValues(now), new MetricValues(before));
        var contributions = new List<Contribution>();
        foreach (var key in KeysOf(now).Union(KeysOf(before)))
        {
            cancel.ThrowIfCancellationRequested();
            var value = (PartOf(nowValues, now.Groups.Find(key)), PartOf(beforeValues, before.Groups.Find(key)));
            contributions.Add(ContributionOf(now.Plan.Layout.Keys.Name(key, 0), value));
        }
        contributions.Sort((a, b) => b.Amount.Absolute.CompareTo(a.Amount.Absolute) is not 0 and var order ? order
            : a.Name is null || b.Name is null ? (a.Name is null).CompareTo(b.Name is null) : string.CompareOrdinal(a.Name, b.Name));
        return contributions;

        Part PartOf(MetricValues values, int? group) => Part.Of(values.Cell(group, 0, 0), IsSum, group is { } known ? values.Divided(known, 0, 0) : null);
    }

    private bool IsSum => total.Now.Weight is null;

    private static IEnumerable<ulong> KeysOf(AggregatedQuery counted) =>
        Enumerable.Range(0, counted.Groups.Count).Where(counted.HasData).Select(counted.Groups.Key);

    private Contribution ContributionOf(string? name, (Part Now, Part Before) value)
    {
        var (amount, performance) = Decomposition.Of(value, total);
        return new(name, value, amount, performance);
    }

    /// <summary>As one value, whose contribution is the sum of theirs.</summary>
    private Contribution Rest(IEnumerable<(Part Now, Part Before)> values) =>
        ContributionOf(DriverValue.Other, values.Aggregate((all, one) => (all.Now + one.Now, all.Before + one.Before)));

    private static Fraction Sum(IEnumerable<Fraction> numbers) => numbers.Aggregate(Fraction.Zero, (sum, number) => sum + number);

    /// <param name="Performance">Null where there are no weights.</param>
    private sealed record Contribution(string? Name, (Part Now, Part Before) Value, Fraction Amount, Fraction? Performance)
    {
        public DriverValue Told() => new(Name, Amount.Rounded(), (Amount - Performance)?.Rounded(), Performance?.Rounded(), Value.Now.Side, Value.Before.Side);
    }
}
