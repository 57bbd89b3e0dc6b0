namespace KpiApi.Engine.Planning;

/// <summary>What a question will take, told before anything is read. Bounds, and rough: they decide who waits for whom, not what is answered.</summary>
/// <param name="Operations">Rows read for each aggregate, cells merged, values made; a nanosecond or a few each.</param>
/// <param name="Bytes">Of memory while it is counted and answered.</param>
public sealed record QueryCost(long Operations, long Bytes)
{
    /// <summary>Some thirty milliseconds of one core.</summary>
    private const long SmallOperations = 10_000_000;

    private const long SmallBytes = 8 << 20;

    /// <summary>What every query takes: a worker's arrays for a chunk.</summary>
    internal const long LeastBytes = 1 << 20;

    /// <summary>So many operations a row that is looked at and told.</summary>
    private const int OperationsOfRow = 8;

    /// <summary>The most that is small: for what is not known yet, and is answered only if it is.</summary>
    public static QueryCost Small { get; } = new(SmallOperations, SmallBytes);

    /// <summary>Not noticed by others: may pass those that are.</summary>
    public bool IsSmall => Operations <= SmallOperations && Bytes <= SmallBytes;

    /// <summary>Of reading so many rows once, a page of which is answered.</summary>
    public static QueryCost OfRows(long rows) => new(rows * OperationsOfRow, LeastBytes);

    /// <summary>Of one after the other.</summary>
    public static QueryCost operator +(QueryCost one, QueryCost other) => Add(one, other);

    public static QueryCost Add(QueryCost left, QueryCost right) => new(left.Operations + right.Operations, left.Bytes + right.Bytes);
}
