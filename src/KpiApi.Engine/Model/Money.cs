namespace KpiApi.Engine.Model;

/// <summary>Money is counted in whole units, so that sums are exact.</summary>
public static class Money
{
    /// <summary>Four decimals: enough for every currency's smallest coin and for prices a minute.</summary>
    public const long UnitsPerWhole = 10_000;
}
