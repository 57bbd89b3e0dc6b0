using System.Text.Json;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;
using KpiApi.Http;
using KpiApi.Http.Tables;

namespace KpiApi.Kpis.Responses;

/// <summary>A result as JSON, up to what differs from time to time: <c>asOf</c> and the version.</summary>
internal sealed class KpiText : AnswerText
{
    private const int RowsOfBatch = 64;

    private readonly KpiResult _result;
    private readonly Utf8JsonWriter _json;
    private readonly JsonEncodedText[] _metricNames;
    private readonly JsonEncodedText[] _groupNames;
    private readonly BucketTimes _times;
    private readonly FlatRows? _flat;
    private int _next;

    public KpiText(KpiResult result, TableForm form)
    {
        _result = result;
        _json = new Utf8JsonWriter(Text, JsonRows.Options);
        _flat = form.Shape == TableShape.Nested ? null : new FlatRows(KpiTable.Of(result, form), form);
        _metricNames = [.. result.Query.Metrics.Select(m => JsonEncodedText.Encode(m.Name, JsonRows.Options.Encoder))];
        _groupNames = [.. result.Query.GroupBy.Select(d => JsonEncodedText.Encode(DimensionNames.Name(d)))];
        _times = new BucketTimes(result.Query);
        _json.WriteStartObject();
        QueryJson.Write(_json, result.Query);
        _json.WriteStartArray("rows");
        _json.Flush();
    }

    protected override bool WriteNext(CancellationToken cancel)
    {
        var isRow = _flat is null ? WriteRow() : _flat.Write(_json, cancel);
        if (!isRow)
            WriteEnd();
        _json.Flush();
        return isRow;
    }

    protected override void Dispose(bool disposing) => _json.Dispose();

    /// <summary>False when there is none left.</summary>
    private bool WriteRow()
    {
        if (_next == _result.Rows.Count) return false;
        var row = _result.Rows[_next++];
        _json.WriteStartObject();
        _times.Write(_json, row.Bucket);
        for (var i = 0; i < _groupNames.Length; i++)
            _json.WriteString(_groupNames[i], row.Keys[i]);
        _json.WriteStartObject("values");
        WriteValues(row.Values);
        _json.WriteEndObject();
        _json.WriteEndObject();
        return true;
    }

    /// <summary>Leaves the object open.</summary>
    private void WriteEnd()
    {
        _json.WriteEndArray();
        _json.WriteNumber("rowCount", _result.RowCount);
        _json.WriteStartObject("totals");
        WriteValues(_result.Totals);
        _json.WriteEndObject();
        _json.WriteStartArray("warnings");
        foreach (var warning in _result.Warnings)
        {
            _json.WriteStartObject();
            _json.WriteString("code", warning.Code);
            _json.WriteString("message", warning.Message);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }

    private void WriteValues(IReadOnlyList<KpiValue> values)
    {
        for (var i = 0; i < _metricNames.Length; i++)
        {
            _json.WriteStartObject(_metricNames[i]);
            WriteValue(values[i]);
            _json.WriteEndObject();
        }
    }

    private void WriteValue(KpiValue value)
    {
        WriteNullable("value"u8, value.Value);
        _json.WriteNumber("count"u8, value.Count);
        if (value.Ratio is { } ratio)
        {
            _json.WriteNumber("numerator"u8, ratio.Numerator);
            _json.WriteNumber("denominator"u8, ratio.Denominator);
        }
        if (value.Nps is { } nps)
        {
            _json.WriteNumber("promoters"u8, nps.Promoters);
            _json.WriteNumber("passives"u8, nps.Passives);
            _json.WriteNumber("detractors"u8, nps.Detractors);
        }
        WriteExtras(value);
    }

    private void WriteExtras(KpiValue value)
    {
        if (value.Comparison is { } comparison)
        {
            WriteNullable("previous"u8, comparison.Previous);
            WriteNullable("change"u8, comparison.Change);
            WriteNullable("changePercent"u8, comparison.ChangePercent);
        }
        if (value.Confidence is { } confidence)
        {
            _json.WriteStartObject("confidence"u8);
            _json.WriteNumber("low"u8, confidence.Low);
            _json.WriteNumber("high"u8, confidence.High);
            _json.WriteEndObject();
        }
        if (value.Expected is { } expected)
        {
            _json.WriteStartObject("expected"u8);
            WriteNullable("value"u8, expected.Value);
            WriteNullable("low"u8, expected.Low);
            WriteNullable("high"u8, expected.High);
            if (expected.Unusual is { } unusual)
                _json.WriteString("unusual"u8, MetricWords.Of(unusual));
            else
                _json.WriteNull("unusual"u8);
            _json.WriteEndObject();
        }
        if (value.Target is { } target)
        {
            _json.WriteStartObject("target"u8);
            _json.WriteNumber("value"u8, target.Value);
            WriteNullable("warnAt"u8, target.WarnAt);
            _json.WriteString("status"u8, TargetStatusName(target.Status));
            _json.WriteEndObject();
        }
    }

    private static ReadOnlySpan<byte> TargetStatusName(TargetStatus status) => status switch
    {
        TargetStatus.Met => "met"u8,
        TargetStatus.Warn => "warn"u8,
        _ => "missed"u8,
    };

    /// <summary>The rows as those of a table.</summary>
    private sealed class FlatRows(Table table, TableForm form)
    {
        private readonly TableBatch _batch = new(table.Columns, RowsOfBatch);
        private readonly JsonRows _rows = new(table.Columns, form);

        /// <summary>False when there is none left.</summary>
        public bool Write(Utf8JsonWriter json, CancellationToken cancel)
        {
            _batch.Count = 0;
            table.FillBatch(_batch, cancel);
            for (var row = 0; row < _batch.Count; row++)
                _rows.Write(json, _batch, row);
            return _batch.Count > 0;
        }
    }

    private void WriteNullable(ReadOnlySpan<byte> name, decimal? number)
    {
        if (number is { } value)
            _json.WriteNumber(name, value);
        else
            _json.WriteNull(name);
    }
}
