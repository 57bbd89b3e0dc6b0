using CsvHelper;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Parsing;

namespace KpiApi.Ingest.Csv;

/// <summary>Reads the rows of a CSV body as they arrive and holds only one row and the current batch. A bad row is reported and the rest goes on.</summary>
internal sealed class CsvRows<T>(Contract<T> contract, FieldParser parser, LimitsOptions limits, List<Field> columns, BatchReport report, BatchedWriter<T> writer)
{
    private readonly ItemDraft _draft = new(contract.Fields.Length);
    private readonly AttributeReader _attributes = new(contract.Declared, contract.Singular);
    private readonly TagReader _tags = new();

    /// <param name="csv">Has read its header.</param>
    /// <param name="malformed">Where the reader puts the records that it skips.</param>
    public async Task ReadAsync(CsvReader csv, Queue<CsvMalformedRecord> malformed, CancellationToken cancellation)
    {
        try
        {
            while (await NextAsync(csv, cancellation))
            {
                Report(malformed);
                ReadRow(csv);
                if (writer.IsFull) await writer.SendAsync(cancellation);
            }

            Report(malformed);
        }
        catch (CsvFormatException)
        {
            Reject("line_too_long", $"The row is longer than {limits.MaxLineBytes} bytes, and none after it was read: where it ends cannot be told.");
        }

        await writer.FinishAsync(cancellation);
    }

    private async ValueTask<bool> NextAsync(CsvReader csv, CancellationToken cancellation)
    {
        var next = csv.ReadAsync(cancellation);
        if (!next.IsCompleted) await writer.SendWhenIdleAsync(cancellation);
        return await next;
    }

    private void Report(Queue<CsvMalformedRecord> malformed)
    {
        while (malformed.TryDequeue(out var record))
            Reject("malformed_csv", record.Reason == CsvMalformedReason.FieldCountMismatch
                ? $"The row has not as many values as the header has columns, {columns.Count}."
                : "The row's quotes are wrong: a value with a quote, a separator or a line break stands in quotes, and a quote in it twice.");
    }

    private void Reject(string code, string message) => report.Reject([new RequestError(code, message) { Item = new(report.Received++) }]);

    private void ReadRow(CsvReader csv)
    {
        if (csv.RawRecord.Length > limits.MaxLineBytes)
        {
            Reject("line_too_long", $"The row is longer than {limits.MaxLineBytes} bytes.");
            return;
        }

        _draft.Clear();
        _attributes.Clear();
        for (var column = 0; column < columns.Count; column++)
            ReadValue(columns[column], csv.GetSpan(column));
        if (!contract.CheckRead(_draft, replaces: false)) report.Reject(Located(csv, report.Received));
        else writer.Add(contract.Take(_draft, replaces: false, _draft.Problems.Count == 0 ? null : Located(csv, report.Received)), report.Received);
        report.Received++;
    }

    private void ReadValue(Field field, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return;
        ref var slot = ref _draft[field];
        var problems = _draft.Problems.Count;
        if (field.Kind == FieldKind.Tags)
        {
            slot.Text = _tags.Read(text, field, _draft);
            slot.State = _draft.Problems.Count == problems ? SlotState.Set : SlotState.Bad;
            return;
        }

        if (field.Attribute is { } attribute)
        {
            _attributes.Add(attribute, System.Text.Encoding.UTF8.GetString(text), field, _draft);
            (slot.Text, slot.State) = (_attributes.Text(), _draft.Problems.Count == problems ? SlotState.Set : SlotState.Bad);
            return;
        }

        var error = parser.Parse(field, field.Kind == FieldKind.Flag ? Flag(text) : text, ref slot);
        slot.State = error is null ? SlotState.Set : SlotState.Bad;
        if (error is not null) _draft.Problem(field, error);
    }

    /// <summary>Spreadsheets write TRUE and False.</summary>
    private static ReadOnlySpan<byte> Flag(ReadOnlySpan<byte> text) =>
        System.Text.Ascii.EqualsIgnoreCase(text, "true"u8) ? "true"u8 : System.Text.Ascii.EqualsIgnoreCase(text, "false"u8) ? "false"u8 : text;

    private List<RequestError> Located(CsvReader csv, long index)
    {
        var id = _draft.Has(contract.Id) ? _draft.Text(contract.Id) : null;
        return [.. _draft.Problems.Select(problem => problem.Error with { Item = new(index, id), Value = ValueOf(csv, problem.Field) })];
    }

    private string? ValueOf(CsvReader csv, Field? field)
    {
        var column = field is null ? -1 : columns.IndexOf(field);
        return column < 0 || csv.IsEmpty(column) ? null : RequestError.Shorten(csv.GetString(column));
    }
}
