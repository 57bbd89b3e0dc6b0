using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Facts;

/// <summary>The rows of one table in one chunk.</summary>
public sealed class FactBatch
{
    private readonly ChunkReader _reader;
    private readonly NameDictionaries _names;
    private readonly FactTable _table;
    private readonly IReadOnlyList<FactColumn> _columns;
    private readonly int[] _rows;

    /// <summary>Of the table of tags the code of each row's tag.</summary>
    private readonly int[] _tags = [];

    internal FactBatch(ChunkReader reader, NameDictionaries names, FactTable table, IReadOnlyList<FactColumn> columns)
    {
        (_reader, _names, _table, _columns) = (reader, names, table, columns);
        _rows = Rows();
    }

    private FactBatch(FactBatch tickets, List<(int Row, int Tag)> tags)
    {
        (_reader, _names, _table, _columns) = (tickets._reader, tickets._names, tickets._table, tickets._columns);
        (_rows, _tags) = ([.. tags.Select(tag => tag.Row)], [.. tags.Select(tag => tag.Tag)]);
    }

    public int Count => _rows.Length;

    /// <summary>A row for each tag of each ticket.</summary>
    internal static FactBatch OfTags(ChunkReader reader, NameDictionaries names, IReadOnlyList<FactColumn> columns)
    {
        var tickets = new FactBatch(reader, names, FactTable.Tickets, columns);
        var codes = reader.Codes(FactSchema.Ticket.Tags, FactTable.Tickets);
        var (sets, tags) = (names[DictionaryId.TagSet], new List<(int, int)>());
        foreach (var row in tickets._rows)
        {
            foreach (var tag in sets.Members(codes[row]))
                tags.Add((row, tag));
        }
        return new FactBatch(tickets, tags);
    }

    /// <summary>Epoch milliseconds of an instant; null for none, and for "always".</summary>
    public long? Instant(int column, int row)
    {
        var field = (LongField)_columns[column].Field!;
        return Stored(field, row) is var value && value != LongColumn.Null && value != field.Always ? value : null;
    }

    /// <summary>Seconds, points, money or a whole number.</summary>
    public decimal? Number(int column, int row)
    {
        var field = (LongField)_columns[column].Field!;
        return Stored(field, row) is var value && value != LongColumn.Null ? (decimal)value / field.UnitsPerWhole : null;
    }

    public bool? Flag(int column, int row) => Code((CodeField)_columns[column].Field!, row) switch { 0 => null, var code => code == 2 };

    public string? Text(int column, int row) => _columns[column].Field switch
    {
        null => OwnerId(row),
        IdField ids => _reader.Chunk.RowIds(ids)[_rows[row]],
        CodeField { DictionaryId: DictionaryId.TagSet } => _names[DictionaryId.Tag].Name(_tags[row]),
        CodeField { DictionaryId: DictionaryId.Fixed } field => Code(field, row) is not 0 and var code ? field.Names[code - 1] : null,
        CodeField field => _names[field.DictionaryId].Name(Code(field, row)),
        _ => throw new InvalidOperationException($"{_columns[column].Name} is no text."),
    };

    private long Stored(LongField field, int row) => _reader.Longs(field, _table)[_rows[row]];

    private int Code(CodeField field, int row) => _reader.Codes(field, _table)[_rows[row]];

    /// <summary>Of a survey the ticket, and null where it is none's.</summary>
    private string? OwnerId(int row)
    {
        var owner = OwnerIndex.ParseKey(_reader.Chunk.Ids[_reader.Owners(_table)[_rows[row]]]);
        return _table == FactTable.Surveys && owner.Kind != OwnerKind.Ticket ? null : owner.Id;
    }

    /// <summary>In the ticket table owners that are no tickets have a row too, which is empty.</summary>
    private int[] Rows()
    {
        var rows = Enumerable.Range(0, _reader.Chunk.RowCount(_table));
        if (_table != FactTable.Tickets)
            return [.. rows];
        var created = _reader.Longs(FactSchema.Ticket.CreatedAt, _table).ToArray();
        return [.. rows.Where(row => created[row] != LongColumn.Null)];
    }
}
