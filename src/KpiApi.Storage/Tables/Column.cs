namespace KpiApi.Storage.Tables;

/// <summary>A column and how its value is read from a row: exactly one of the three, by type, so that nothing is boxed on the way to the store.</summary>
internal sealed record Column<T>(string Name)
{
    public Func<T, string?>? Text { get; init; }
    public Func<T, long?>? Integer { get; init; }
    public Func<T, double?>? Real { get; init; }
}
