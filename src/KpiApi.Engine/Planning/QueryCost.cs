namespace KpiApi.Engine.Planning;

/// <summary>What a query will cost, estimated before anything is read. Rough bounds: they decide who waits for whom, not what is answered.</summary>
/// <param name="Operations">Rows read for each aggregate, cells merged, values made; a nanosecond or a few each.</param>
/// <param name="Bytes">Of memory while it is counted and answered.</param>
public sealed record QueryCost(long Operations, long Bytes)
{
    /// <summary>Some thirty milliseconds of one core.</summary>
    private const long SmallOperations = 10_000_000;

    private const long SmallBytes = 8 << 20;

    /// <summary>What every query takes: a worker's arrays for a chunk.</summary>
    internal const long LeastBytes = 1 << 20;

    /// <summary>Operations of a row that is read and listed.</summary>
    private const int OperationsOfRow = 8;

    /// <summary>The most that is small: for a query that is not known yet, and is answered only if it is small.</summary>
    public static QueryCost Small { get; } = new(SmallOperations, SmallBytes);

    /// <summary>Other callers do not notice it, so it may pass those that they do.</summary>
    public bool IsSmall => Operations <= SmallOperations && Bytes <= SmallBytes;

    /// <summary>Of reading some rows once to answer a page of them.</summary>
    public static QueryCost OfRows(long rows) => new(rows * OperationsOfRow, LeastBytes);

    /// <summary>Of one after the other.</summary>
    public static QueryCost operator +(QueryCost one, QueryCost other) => Add(one, other);

    public static QueryCost Add(QueryCost left, QueryCost right) => new(left.Operations + right.Operations, left.Bytes + right.Bytes);
}
