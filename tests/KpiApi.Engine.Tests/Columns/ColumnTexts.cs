using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Tests.Columns;

internal static class ColumnTexts
{
    /// <summary>All that a query can read of the columns, and their sizes.</summary>
    public static IEnumerable<string> Of(FactSnapshot snapshot)
    {
        foreach (var chunk in snapshot.Chunks)
        {
            yield return Ids(chunk.Ids);
            foreach (var table in FactSchema.Tables)
                yield return Codes(chunk.Owners(table));
            foreach (var field in FactSchema.Longs)
                yield return Longs(chunk.Long(field));
            foreach (var field in FactSchema.Codes)
                yield return Codes(chunk.Codes(field));
            foreach (var field in FactSchema.Ids)
                yield return Ids(chunk.RowIds(field));
        }

        static string Ids(IdColumn column) => string.Join(' ', Enumerable.Range(0, column.Length).Select(row => column[row]));

        static string Codes(CodeColumn column)
        {
            var codes = new int[column.Length];
            column.Decode(codes);
            return $"{column.SizeBytes}: {string.Join(' ', codes)}";
        }

        static string Longs(LongColumn column)
        {
            var values = new long[column.Length];
            column.Decode(values);
            return $"{column.SizeBytes} {column.Min} {column.Max} {column.HasNulls}: {string.Join(' ', values)}";
        }
    }
}
