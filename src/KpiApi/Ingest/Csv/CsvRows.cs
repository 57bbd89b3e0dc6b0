using System.Buffers;
using System.Text.Unicode;
using CsvHelper;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Parsing;

namespace KpiApi.Ingest.Csv;

/// <summary>The header of a table.</summary>
/// <param name="Names">As they stand there.</param>
/// <param name="Fields">The field of each column; null for one that is left out.</param>
internal sealed record CsvHeader(IReadOnlyList<string> Names, List<Field?> Fields)
{
    /// <summary>Null when there is none for the field.</summary>
    public string? ColumnOf(Field field) => Fields.FindIndex(known => known is not null && known.Index == field.Index) is >= 0 and var column ? Names[column] : null;
}

/// <summary>Reads the rows of a CSV body as they arrive and holds only one row and the current batch. A bad row is reported and the rest goes on.</summary>
internal sealed class CsvRows<T>(Contract<T> contract, CsvCells cells, CsvParameters parameters, CsvHeader header)
{
    private static readonly SearchValues<char> s_separators = SearchValues.Create(",;\t| \"");

    private readonly ItemDraft _draft = new(contract.Fields.Length);
    private readonly AttributeReader _attributes = new(contract.Declared, contract.Singular);
    private readonly TagReader _tags = new();

    public required LimitsOptions Limits { get; init; }

    public required BatchReport Report { get; init; }

    public required BatchedWriter<T> Writer { get; init; }

    /// <param name="csv">Has read its header.</param>
    /// <param name="malformed">Where the reader puts the records that it skips.</param>
    public async Task ReadAsync(CsvReader csv, Queue<CsvMalformedRecord> malformed, CancellationToken cancellation)
    {
        Writer.ColumnOf = header.ColumnOf;
        try
        {
            while (await NextAsync(csv, cancellation))
            {
                RejectAll(malformed);
                ReadRow(csv);
                if (Writer.IsFull) await Writer.SendAsync(cancellation);
            }

            RejectAll(malformed);
        }
        catch (CsvFormatException)
        {
            Reject(null, "line_too_long", $"The row is longer than {Limits.MaxLineBytes} bytes, and none after it was read: where it ends cannot be told.");
        }

        await Writer.FinishAsync(cancellation);
    }

    private async ValueTask<bool> NextAsync(CsvReader csv, CancellationToken cancellation)
    {
        var next = csv.ReadAsync(cancellation);
        if (!next.IsCompleted) await Writer.SendWhenIdleAsync(cancellation);
        return await next;
    }

    private void RejectAll(Queue<CsvMalformedRecord> malformed)
    {
        while (malformed.TryDequeue(out var record))
        {
            // Rows of separators only are what spreadsheets leave below a table.
            if (record.Reason == CsvMalformedReason.FieldCountMismatch && record.RawRecord.AsSpan().IndexOfAnyExcept(s_separators) < 0) continue;
            Reject(record.LineNumber, "malformed_csv", record.Reason == CsvMalformedReason.FieldCountMismatch
                ? $"The row has not as many values as the header has columns, {header.Names.Count}. A value with a separator stands in quotes."
                : "The row's quotes are wrong: a value with a quote, a separator or a line break stands in quotes, and a quote in it twice.");
        }
    }

    private void Reject(long? line, string code, string message) => Report.Reject([new RequestError(code, message) { Item = new(Report.Received++), Line = line }]);

    private void ReadRow(CsvReader csv)
    {
        if (csv.RawRecord.Length > Limits.MaxLineBytes)
        {
            Reject(csv.LineNumber, "line_too_long", $"The row is longer than {Limits.MaxLineBytes} bytes.");
            return;
        }

        if (IsEmpty(csv)) return;
        _draft.Clear();
        _attributes.Clear();
        for (var column = 0; column < header.Fields.Count; column++)
            if (header.Fields[column] is { } field) ReadValue(field, cells.Translate(field, csv.GetSpan(column)));
        if (!contract.CheckRead(_draft, replaces: false)) Report.Reject(Located(csv, Report.Received));
        else Writer.Add(Take(csv), Report.Received);
        Report.Received++;
    }

    private Incoming<T> Take(CsvReader csv) => contract.Take(_draft, replaces: false, _draft.Problems.Count == 0 ? null : Located(csv, Report.Received)) with
    {
        Line = csv.LineNumber,
        ClearedAttributes = _attributes.Cleared.Count == 0 ? null : [.. _attributes.Cleared],
    };

    private bool IsEmpty(CsvReader csv)
    {
        for (var column = 0; column < header.Fields.Count; column++)
            if (!csv.IsEmpty(column)) return false;
        return true;
    }

    private void ReadValue(Field field, ReadOnlySpan<byte> text)
    {
        ref var slot = ref _draft[field];
        if (text.IsEmpty)
        {
            if (!parameters.EmptyClears || field.Required) return;
            if (field.Attribute is { } cleared) _attributes.AddCleared(cleared, field, _draft);
            // Of several attributes one may have a value.
            if (slot.State == SlotState.Absent) slot.State = field.Attribute is null ? SlotState.Null : SlotState.Set;
            return;
        }

        var problems = _draft.Problems.Count;
        // The parser of cells checks every other kind.
        if (field.Kind is FieldKind.Tags or FieldKind.Attributes && !Utf8.IsValid(text)) _draft.Problem(field, TextRules.InvalidUtf8(field.Name));
        else if (field.Kind == FieldKind.Tags) slot.Text = _tags.Read(text, field, _draft);
        else if (field.Attribute is { } attribute)
        {
            _attributes.Add(attribute, System.Text.Encoding.UTF8.GetString(text), field, _draft);
            slot.Text = _attributes.Text();
        }
        else if (cells.Parse(field, text, ref slot) is { } error) _draft.Problem(field, error);
        slot.State = _draft.Problems.Count == problems ? SlotState.Set : SlotState.Bad;
    }

    private List<RequestError> Located(CsvReader csv, long index)
    {
        var id = _draft.Has(contract.Id) ? _draft.Text(contract.Id) : null;
        return [.. _draft.Problems.Select(problem =>
        {
            var column = problem.Field is null ? -1 : header.Fields.FindIndex(field => field is not null && field.Index == problem.Field.Index && field.Attribute == problem.Field.Attribute);
            return problem.Error with
            {
                Item = new(index, id),
                Line = csv.LineNumber,
                Column = column < 0 ? null : header.Names[column],
                Value = column < 0 || csv.IsEmpty(column) ? null : RequestError.Shorten(csv.GetString(column)),
            };
        })];
    }
}
