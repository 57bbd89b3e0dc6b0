namespace KpiApi.Demo;

/// <summary>Seeded chance, so that the history is the same every time.</summary>
internal sealed class DemoRandom(int seed)
{
    private readonly Random _random = new(seed);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public int Below(int count) => _random.Next(count);

    public T Pick<T>(IReadOnlyList<T> items, Func<T, double> weight)
    {
        var rest = _random.NextDouble() * items.Sum(weight);
        foreach (var item in items)
        {
            rest -= weight(item);
            if (rest < 0)
                return item;
        }
        return items[^1];
    }

    public T Pick<T>(IReadOnlyList<(T Value, double Weight)> items) => Pick(items, i => i.Weight).Value;

    /// <summary>Mean 0, deviation 1 (Box and Muller).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    /// <summary>Waiting and working times are log-normal: most are short, a few are very long.</summary>
    /// <param name="median">Half are shorter.</param>
    /// <param name="spread">0.7: one in ten takes 2.5 times the median; 1: 3.6 times.</param>
    public double LogNormal(double median, double spread) => median * Math.Exp(spread * Normal());
}
