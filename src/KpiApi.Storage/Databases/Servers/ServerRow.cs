using System.Data.Common;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Databases.Servers;

/// <summary>The row that a server's reader stands on. What the tables keep in narrower types comes out as the one whole number or real.</summary>
internal sealed class ServerRow : StoreRow
{
    private readonly DbDataReader _reader;
    private readonly TypeCode[] _types;

    public ServerRow(DbDataReader reader)
    {
        _reader = reader;
        _types = [.. Enumerable.Range(0, reader.FieldCount).Select(column => Type.GetTypeCode(reader.GetFieldType(column)))];
    }

    public override string? Text(int column) => _reader.IsDBNull(column) ? null : _reader.GetString(column);

    public override long? Integer(int column) => _reader.IsDBNull(column) ? null : _types[column] switch
    {
        TypeCode.Int64 => _reader.GetInt64(column),
        TypeCode.Int32 => _reader.GetInt32(column),
        TypeCode.Int16 => _reader.GetInt16(column),
        TypeCode.Byte => _reader.GetByte(column),
        _ => _reader.GetBoolean(column) ? 1 : 0,
    };

    public override double? Real(int column) => _reader.IsDBNull(column) ? null : _reader.GetDouble(column);
}
