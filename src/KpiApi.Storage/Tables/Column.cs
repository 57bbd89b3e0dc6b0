namespace KpiApi.Storage.Tables;

/// <summary>
/// A column of a table: its name, and how a row's value is read and set. Of the three getters it has exactly one, by type, so that nothing is
/// boxed on the way to the store; likewise of the setters.
/// </summary>
internal sealed record Column<T>(string Name)
{
    public Func<T, string?>? Text { get; init; }
    public Func<T, long?>? Integer { get; init; }
    public Func<T, double?>? Real { get; init; }
    public Action<T, string?>? SetText { get; init; }
    public Action<T, long?>? SetInteger { get; init; }
    public Action<T, double?>? SetReal { get; init; }

    /// <summary>Text that many rows have in common, so that one string can serve them.</summary>
    public bool Repeats { get; init; }

    /// <summary>Sets the value of a column of an answer.</summary>
    public void Read(T item, StoreRow row, int ordinal)
    {
        if (SetText is { } text) text(item, Repeats ? row.Word(ordinal) : row.Text(ordinal));
        else if (SetInteger is { } integer) integer(item, row.Integer(ordinal));
        else SetReal!(item, row.Real(ordinal));
    }
}
