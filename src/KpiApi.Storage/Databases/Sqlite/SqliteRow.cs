using System.Text;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Databases.Sqlite;

/// <summary>The row a statement stands on, read column by column (from 0) without the provider's guards: a start reads every row there is.</summary>
internal sealed class SqliteRow(nint statement) : StoreRow
{
    private const int NullType = 5;

    private readonly TextPool _words = new();

    public override string? Text(int column)
    {
        var utf8 = Utf8(column);
        return utf8.IsEmpty && IsNull(column) ? null : Encoding.UTF8.GetString(utf8);
    }

    /// <summary>The rows that have the same share one string.</summary>
    public override string? Word(int column)
    {
        var utf8 = Utf8(column);
        if (utf8.IsEmpty) return Text(column);
        if (_words.Find(utf8) is { } known) return known;
        var text = Encoding.UTF8.GetString(utf8);
        _words.Add(utf8, text);
        return text;
    }

    public override long? Integer(int column) => IsNull(column) ? null : SqliteNative.ColumnInteger(statement, column);

    public override double? Real(int column) => IsNull(column) ? null : SqliteNative.ColumnReal(statement, column);

    private bool IsNull(int column) => SqliteNative.ColumnType(statement, column) == NullType;

    /// <summary>Valid until the next step.</summary>
    private unsafe ReadOnlySpan<byte> Utf8(int column)
    {
        var text = SqliteNative.ColumnText(statement, column);
        return new((void*)text, text == 0 ? 0 : SqliteNative.ColumnBytes(statement, column));
    }
}
