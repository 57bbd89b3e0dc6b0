using System.Globalization;
using System.Text;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Databases.Sqlite;

/// <summary>
/// The statements of one table for SQLite, one prepared statement a row: insert, and only if the id is there already, update
/// where something differs. Two statements and not one "on conflict do update", because they tell what happened without another look.
/// </summary>
internal sealed class SqliteUpserts<T>
{
    private readonly StoreTable<T> _table;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _update;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _find;
    private readonly SqliteStatement _findOwner;
    private readonly SqliteStatement _findOwners;

    /// <summary>Whether the item that was merged last had a row already.</summary>
    private bool _wasStored;

    /// <param name="prepare">Makes statements whose caller disposes of them.</param>
    public SqliteUpserts(Func<string, SqliteStatement> prepare, StoreTable<T> table)
    {
        _table = table;
        _insert = prepare(InsertSql(table));
        _update = prepare(UpdateSql(table));
        _delete = prepare($"DELETE FROM \"{table.Name}\" WHERE \"Id\" = ?1");
        _findOwners = prepare($"SELECT {Named(table.Owner)}, {Named(table.Account)} FROM \"{table.Name}\" WHERE \"Id\" = ?1");
        _findOwner = prepare($"SELECT \"{table.Owner ?? "Id"}\" FROM \"{table.Name}\" WHERE \"Id\" = ?1");
        _find = prepare(RowSql.Select(table, $"FROM \"{table.Name}\" AS r WHERE r.\"Id\" = ?1"));
    }

    public Change<T> Upsert(T row, long version)
    {
        var id = _table.Id(row);
        if (TryInsert(row, version)) return new(id, row, Outcome.Created, null);

        var owner = _table.Owner is null ? null : FindOwner(id);
        Bind(_update, row, version);
        return new(id, row, _update.Execute() == 1 ? Outcome.Updated : Outcome.Unchanged, owner);
    }

    /// <summary>Null when it is refused.</summary>
    public Change<T>? Merge(in MergedRows<T> rows, int place, long version, Func<string, bool> hasEvents)
    {
        ref var row = ref rows.Rows[place];
        var id = _table.Id(row);
        // Items come mostly all new or all again: after a new one an insert is tried at once, after one that was there it would be in vain.
        var stored = _wasStored ? Find(id) : default;
        if (stored is null && rows.Merge.IsWhole(place) && TryInsert(row, version))
        {
            _wasStored = false;
            return new(id, row, Outcome.Created, null);
        }

        if (!_wasStored) stored = Find(id);
        _wasStored = stored is not null;
        var judgement = rows.Merge.Judge(_table, place, (row, stored), hasEvents, out var merged);
        if (judgement == Judgement.Refused) return null;
        if (judgement == Judgement.Unchanged) return new(id, row, Outcome.Unchanged, null);
        row = merged!;
        if (judgement == Judgement.Created && TryInsert(row, version)) return new(id, row, Outcome.Created, null);
        Bind(_update, row, version);
        _update.Execute();
        return new(id, row, Outcome.Updated, _table.TicketOf?.Invoke(stored!));
    }

    /// <summary>Null when there is no such row.</summary>
    public T? Find(string id)
    {
        _find.Bind(1, id);
        return _find.TryRead(_table, out var row) ? row : default;
    }

    /// <summary>Null when there is no such row.</summary>
    public Change<T>? Delete(string id)
    {
        _findOwners.Bind(1, id);
        if (_findOwners.ReadRows(row => (Owner: row.Text(0), Account: row.Text(1))) is not [var (owner, account)]) return null;
        _delete.Bind(1, id);
        _delete.Execute();
        return new(id, default, Outcome.Deleted, owner) { PreviousAccount = account };
    }

    internal static string InsertSql(StoreTable<T> table)
    {
        var names = string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\"").Append("\"Version\""));
        var values = string.Join(", ", Enumerable.Range(1, table.Columns.Length + 1).Select(index => $"?{index}"));
        return $"INSERT INTO \"{table.Name}\" ({names}) VALUES ({values}) ON CONFLICT (\"Id\") DO NOTHING";
    }

    internal static string UpdateSql(StoreTable<T> table)
    {
        var set = new StringBuilder();
        var differs = new StringBuilder();
        var newer = "";
        for (var index = 1; index < table.Columns.Length; index++)
        {
            var (name, value) = (table.Columns[index].Name, $"?{index + 1}");
            set.Append(CultureInfo.InvariantCulture, $"\"{name}\" = {value}, ");
            differs.Append(CultureInfo.InvariantCulture, $"{(index > 1 ? " OR " : "")}\"{name}\" IS NOT {value}");
            if (name == table.NewestBy) newer = $" AND (\"{name}\" <= {value} OR \"{name}\" IS NULL OR {value} IS NULL)";
        }

        return $"UPDATE \"{table.Name}\" SET {set}\"Version\" = ?{table.Columns.Length + 1} WHERE \"Id\" = ?1{newer} AND ({differs})";
    }

    private static string Named(string? column) => column is null ? "NULL" : $"\"{column}\"";

    private string? FindOwner(string id)
    {
        _findOwner.Bind(1, id);
        _findOwner.TryReadText(out var owner);
        return owner;
    }

    private bool TryInsert(T row, long version)
    {
        Bind(_insert, row, version);
        return _insert.Execute() == 1;
    }

    private void Bind(SqliteStatement statement, T row, long version)
    {
        var index = 1;
        foreach (var column in _table.Columns)
        {
            if (column.Text is { } text) statement.Bind(index++, text(row));
            else if (column.Integer is { } integer) statement.Bind(index++, integer(row));
            else statement.Bind(index++, column.Real!(row));
        }

        statement.Bind(index, version);
    }
}
