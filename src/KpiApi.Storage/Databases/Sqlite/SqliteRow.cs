using System.Text;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Databases.Sqlite;

/// <summary>The row a statement stands on, read column by column (from 0) without the provider's guards: a start reads every row there is.</summary>
/// <param name="words">Those of rows read before.</param>
internal sealed class SqliteRow(nint statement, TextPool words) : StoreRow
{
    private const int NullType = 5;

    public override string? Text(int column)
    {
        var value = SqliteNative.ColumnValue(statement, column);
        return IsNull(value) ? null : Encoding.UTF8.GetString(Utf8(value));
    }

    /// <summary>The rows that have the same share one string.</summary>
    public override string? Word(int column)
    {
        var value = SqliteNative.ColumnValue(statement, column);
        if (IsNull(value)) return null;
        var utf8 = Utf8(value);
        if (words.Find(utf8) is { } known) return known;
        var text = Encoding.UTF8.GetString(utf8);
        words.Add(utf8, text);
        return text;
    }

    public override long? Integer(int column)
    {
        var value = SqliteNative.ColumnValue(statement, column);
        return IsNull(value) ? null : SqliteNative.ValueInteger(value);
    }

    public override double? Real(int column)
    {
        var value = SqliteNative.ColumnValue(statement, column);
        return IsNull(value) ? null : SqliteNative.ValueReal(value);
    }

    private static bool IsNull(nint value) => SqliteNative.ValueType(value) == NullType;

    /// <summary>Valid until the next step.</summary>
    private static unsafe ReadOnlySpan<byte> Utf8(nint value)
    {
        var text = SqliteNative.ValueText(value);
        return new((void*)text, text == 0 ? 0 : SqliteNative.ValueBytes(value));
    }
}
