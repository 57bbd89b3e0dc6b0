using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Databases.Servers;

/// <summary>Rows of one table that a transaction looks up before it changes them: those of all its writes are read in one round trip.</summary>
internal sealed class StoredRows<T>(ServerDialect dialect, StoreTable<T> table)
{
    private readonly string _sql = RowSql.Select(table, dialect.FromAmong(table.Name, table.Columns[0].Name));

    /// <summary>By id; null = there is none.</summary>
    private readonly Dictionary<string, T?> _rows = new(StringComparer.Ordinal);
    private readonly HashSet<string> _expected = new(StringComparer.Ordinal);

    public void Expect(IEnumerable<string> ids) => _expected.UnionWith(ids);

    /// <summary>False when it is not known whether there is one.</summary>
    public bool TryGet(string id, out T? row) => _rows.TryGetValue(id, out row);

    /// <summary>Reads the row, and with it all that are expected.</summary>
    public T? Read(KpiDbContext context, string id)
    {
        _expected.Add(id);
        _expected.RemoveWhere(_rows.ContainsKey);
        foreach (var expected in _expected) _rows[expected] = default;
        foreach (var row in dialect.Query(context, _sql, row => RowSql.Read(table, row), dialect.List(_expected))) _rows[table.Id(row)] = row;
        _expected.Clear();
        return _rows[id];
    }

    /// <summary>As the transaction leaves it.</summary>
    /// <param name="row">Null when it is deleted.</param>
    public void Set(string id, T? row) => _rows[id] = row;

    public void Forget(string id) => _rows.Remove(id);

    public void Clear()
    {
        _rows.Clear();
        _expected.Clear();
    }
}
