using System.Buffers;
using System.Text.Json;

namespace KpiApi.Http.Tables;

/// <summary>A table as JSON objects, each on a line of its own.</summary>
internal sealed class NdjsonText : TableText
{
    private readonly JsonRows _rows;
    private readonly Utf8JsonWriter _json;

    public NdjsonText(Table table, TableForm form) : base(table, Rows(table)) =>
        (_rows, _json) = (new JsonRows(table.Columns, form), new Utf8JsonWriter(Text, JsonRows.Options));

    protected override void WriteRows(TableBatch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            _rows.Write(_json, batch, row);
            _json.Flush();
            _json.Reset();
            Text.Write("\n"u8);
        }
    }

    protected override void Dispose(bool disposing) => _json.Dispose();
}
