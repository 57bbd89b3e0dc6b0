namespace KpiApi.Engine.Results;

/// <summary>What earlier buckets like this one let expect of it, rounded; all null where too few of them had data.</summary>
/// <param name="Value">Their median.</param>
/// <param name="Unusual">Null within the range.</param>
public sealed record ExpectedRange(decimal? Value, decimal? Low, decimal? High, Unusual? Unusual)
{
    public static readonly ExpectedRange Unknown = new(null, null, null, null);
}

public enum Unusual { High, Low }
