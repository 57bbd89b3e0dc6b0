using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using KpiApi.Storage.Tables;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace KpiApi.Storage.Databases.Sqlite;

/// <summary>
/// A prepared statement bound without a boxed value or a parameter object in between: through the provider's own commands
/// a row costs about three times as much.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int FewestBytes = 8 * 1024;

    /// <summary>Of rows that share strings with no others.</summary>
    private const int MostWordBytes = 1 << 20;

    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private readonly nint _dbHandle;
    private readonly nint _handle;
    private byte[] _texts = [];
    private readonly List<byte[]> _outgrown = [];
    private int _textsLength;

    /// <summary>Of the rows read one by one.</summary>
    private SqliteRow? _row;

    public SqliteStatement(sqlite3 db, string sql)
    {
        _db = db;
        Check(raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        (_dbHandle, _handle) = (db.DangerousGetHandle(), _statement.DangerousGetHandle());
    }

    /// <summary>Binds parameter ?1 and on; <paramref name="index"/> counts from 1.</summary>
    public void Bind(int index, string? value)
    {
        if (value is null)
        {
            Check(SqliteNative.BindNull(_handle, index));
            return;
        }

        MakeRoom(value.Length * 3);
        var length = Encoding.UTF8.GetBytes(value, _texts.AsSpan(_textsLength));
        Check(SqliteNative.BindText(_handle, index, Marshal.UnsafeAddrOfPinnedArrayElement(_texts, _textsLength), length, 0));
        _textsLength += length;
    }

    public void Bind(int index, long? value)
    {
        if (value is { } number) Check(SqliteNative.BindInteger(_handle, index, number));
        else Check(SqliteNative.BindNull(_handle, index));
    }

    public void Bind(int index, double? value)
    {
        if (value is { } number) Check(SqliteNative.BindReal(_handle, index, number));
        else Check(SqliteNative.BindNull(_handle, index));
    }

    /// <summary>Binds texts and whole numbers, from the first parameter on.</summary>
    public void Bind(object[] values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            if (values[index] is string text) Bind(index + 1, text);
            else Bind(index + 1, Convert.ToInt64(values[index], CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Runs it; the number of rows changed.</summary>
    public int Execute()
    {
        Step();
        Reset();
        return SqliteNative.Changes(_dbHandle);
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

    /// <summary>The one row it finds; false when it finds none.</summary>
    public bool TryRead<T>(StoreTable<T> table, out T? row)
    {
        try
        {
            var found = Step() == raw.SQLITE_ROW;
            row = found ? RowSql.Read(table, _row ??= new(_handle, new(MostWordBytes))) : default;
            return found;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Every row it finds.</summary>
    /// <param name="read">Makes something of a row.</param>
    /// <param name="words">Strings that rows share with those read before.</param>
    public List<T> ReadRows<T>(Func<StoreRow, T> read, TextPool? words = null)
    {
        var rows = new List<T>();
        var row = new SqliteRow(_handle, words ?? new(MostWordBytes));
        while (Step() == raw.SQLITE_ROW) rows.Add(read(row));
        Reset();
        return rows;
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
        var code = SqliteNative.Step(_handle);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE) return code;
        Reset();
        Check(code);
        return code;
    }

    private void Reset()
    {
        // Tells the step's failure once more, which has been dealt with.
        _ = SqliteNative.Reset(_handle);
        _textsLength = 0;
    }

    /// <summary>The texts already bound lie in the old array: it is kept alive by <see cref="_outgrown"/> until they are bound again.</summary>
    private void MakeRoom(int bytes)
    {
        if (_textsLength + bytes < _texts.Length) return;
        _outgrown.Add(_texts);
        _texts = GC.AllocateUninitializedArray<byte>(Math.Max(FewestBytes, 2 * (_texts.Length + bytes)), pinned: true);
        _textsLength = 0;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, _db);
    }
}
