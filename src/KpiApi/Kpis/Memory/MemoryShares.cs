namespace KpiApi.Kpis.Memory;

/// <summary>The memory that facts leave, shared out. In bytes.</summary>
/// <param name="Queries">For the queries under way.</param>
/// <param name="Partials">For cached partial aggregates.</param>
/// <param name="Answers">For cached answers.</param>
internal readonly record struct MemoryShares(long Queries, long Partials, long Answers)
{
    /// <summary>What the process takes besides: the runtime with its code, SQLite's pages, HTTP, the events of long tickets. Measured: 240 MB under load.</summary>
    private const long Runtime = 256L << 20;

    /// <summary>With what is no longer used and not collected yet, the heap takes so many times what it holds.</summary>
    private const double Garbage = 2;

    /// <summary>Without these nothing is answered, or everything slowly.</summary>
    public static MemoryShares Least { get; } = new(32L << 20, 8L << 20, 2L << 20);

    private long Sum => Queries + Partials + Answers;

    /// <summary>Half of what is left beyond the least is for queries, of the rest a quarter for answers: what is kept makes queries cheap, not possible.</summary>
    /// <param name="budget">For the whole process.</param>
    /// <param name="facts">That columns, names and the index of owners hold.</param>
    /// <param name="fits">False when less than the least is left.</param>
    public static MemoryShares Of(long budget, long facts, out bool fits)
    {
        var left = (long)((budget - Runtime) / Garbage) - facts - Least.Sum;
        fits = left >= 0;
        return fits ? new(Least.Queries + left / 2, Least.Partials + left * 3 / 8, Least.Answers + left / 8) : Least;
    }
}
