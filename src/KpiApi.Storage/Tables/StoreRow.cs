namespace KpiApi.Storage.Tables;

/// <summary>A row of an answer, read column by column (from 0).</summary>
internal abstract class StoreRow
{
    public abstract string? Text(int column);

    /// <summary>A text of which many rows have the same.</summary>
    public virtual string? Word(int column) => Text(column);

    public abstract long? Integer(int column);

    public abstract double? Real(int column);
}
