using System.Collections.Immutable;

namespace KpiApi.Storage.Tables;

/// <summary>The columns of one table in the order in which they are declared; each is declared in one line that also names it for the contract.</summary>
internal sealed class TableColumns<T>
{
    private readonly List<Column<T>> _columns = [];

    public ImmutableArray<Column<T>> InOrder => [.. _columns];

    public Column<T> Text(string name, Func<T, string?> get, Action<T, string?> set) => Add(new(name) { Text = get, SetText = set });

    /// <summary>A text of which many rows have the same.</summary>
    public Column<T> Word(string name, Func<T, string?> get, Action<T, string?> set) => Add(new(name) { Text = get, SetText = set, Repeats = true });

    public Column<T> Integer(string name, Func<T, long?> get, Action<T, long?> set) => Add(new(name) { Integer = get, SetInteger = set });

    public Column<T> Real(string name, Func<T, double?> get, Action<T, double?> set) => Add(new(name) { Real = get, SetReal = set });

    public Column<T> Flag(string name, Func<T, bool> get, Action<T, bool> set) => Integer(name, row => get(row) ? 1 : 0, (row, value) => set(row, value == 1));

    private Column<T> Add(Column<T> column)
    {
        _columns.Add(column);
        return column;
    }
}
