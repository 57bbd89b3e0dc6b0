using System.Text;
using SQLitePCL;

namespace KpiApi.Storage;

/// <summary>
/// A prepared statement bound without a boxed value or a parameter object in between: through the provider's own commands
/// a row costs about three times as much.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private byte[] _utf8 = new byte[1024];

    public SqliteStatement(sqlite3 db, string sql)
    {
        _db = db;
        Check(raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Binds parameter ?1 and on; <paramref name="index"/> counts from 1.</summary>
    public void Bind(int index, string? value)
    {
        if (value is null)
        {
            raw.sqlite3_bind_null(_statement, index);
            return;
        }

        if (_utf8.Length < value.Length * 3) _utf8 = new byte[value.Length * 3];
        var length = Encoding.UTF8.GetBytes(value, _utf8);
        raw.sqlite3_bind_text(_statement, index, _utf8.AsSpan(0, length));
    }

    public void Bind(int index, long? value)
    {
        if (value is { } number) raw.sqlite3_bind_int64(_statement, index, number);
        else raw.sqlite3_bind_null(_statement, index);
    }

    public void Bind(int index, double? value)
    {
        if (value is { } number) raw.sqlite3_bind_double(_statement, index, number);
        else raw.sqlite3_bind_null(_statement, index);
    }

    /// <summary>Runs it; the number of rows changed.</summary>
    public int Execute()
    {
        Step();
        Reset();
        return raw.sqlite3_changes(_db);
    }

    /// <summary>The first column of the one row it finds; false when it finds none.</summary>
    public bool TryReadText(out string? value)
    {
        var found = Step() == raw.SQLITE_ROW;
        value = found && raw.sqlite3_column_type(_statement, 0) != raw.SQLITE_NULL
            ? raw.sqlite3_column_text(_statement, 0).utf8_to_string()
            : null;
        Reset();
        return found;
    }

    public long ReadInteger()
    {
        var value = Step() == raw.SQLITE_ROW ? raw.sqlite3_column_int64(_statement, 0) : 0;
        Reset();
        return value;
    }

    public void Dispose() => _statement.Dispose();

    private int Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE) return code;
        Reset();
        Check(code);
        return code;
    }

    private void Reset() => raw.sqlite3_reset(_statement);

    private void Check(int code) => Microsoft.Data.Sqlite.SqliteException.ThrowExceptionForRC(code, _db);
}
