using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using KpiApi.Http.Errors;
using KpiApi.Http.Json;
using KpiApi.Http.Limits;

namespace KpiApi.Ingest.Parsing;

/// <summary>
/// Reads NDJSON as it arrives and holds only one line and the current batch. A bad line is reported and the rest goes on.
/// </summary>
internal sealed class LineReader<T>(ItemReader<T> items, LimitsOptions limits, BatchReport report, BatchedWriter<T> writer)
{
    private byte[] _joined = [];
    private bool _skipping;

    public async Task ReadAsync(PipeReader body, CancellationToken cancellation)
    {
        while (true)
        {
            if (!body.TryRead(out var result))
            {
                await writer.SendWhenIdleAsync(cancellation);
                result = await body.ReadAsync(cancellation);
            }

            var rest = result.Buffer;
            SkipBlanks(ref rest);
            while (TryReadLine(ref rest, result.IsCompleted))
                if (writer.IsFull) await writer.SendAsync(cancellation);
            body.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted) break;
            // What is sent faster than it is read would keep its thread to the end; short requests of others come in between.
            await Task.Yield();
        }

        await writer.FinishAsync(cancellation);
    }

    /// <summary>A megabyte of blank lines would take a quarter of a second one by one.</summary>
    private void SkipBlanks(ref ReadOnlySequence<byte> rest)
    {
        if (_skipping) return;
        var reader = new SequenceReader<byte>(rest);
        reader.AdvancePastAny(" \t\r\n"u8);
        rest = reader.UnreadSequence;
    }

    /// <summary>Takes a line off the front; false when none is complete.</summary>
    private bool TryReadLine(ref ReadOnlySequence<byte> rest, bool isLast)
    {
        if (rest.IsEmpty) return false;
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            AcceptLine(rest.Slice(0, end));
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        if (!isLast && rest.Length <= limits.MaxLineBytes) return false;
        AcceptLine(rest);
        // The rest of a line that is too long belongs to it.
        _skipping = !isLast;
        rest = rest.Slice(rest.End);
        return isLast;
    }

    private void AcceptLine(in ReadOnlySequence<byte> line)
    {
        if (_skipping)
        {
            _skipping = false;
            return;
        }

        if (line.Length > limits.MaxLineBytes) RejectLine("line_too_long", $"The line is longer than {limits.MaxLineBytes} bytes.");
        else ReadLine(Trim(Join(line)));
    }

    private ReadOnlySpan<byte> Join(in ReadOnlySequence<byte> line)
    {
        if (line.IsSingleSegment) return line.FirstSpan;
        if (_joined.Length < line.Length) _joined = new byte[Math.Max(line.Length, 4096)];
        line.CopyTo(_joined);
        return _joined.AsSpan(0, (int)line.Length);
    }

    private ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line)
    {
        if (report.Received == 0 && line.StartsWith("\uFEFF"u8)) line = line[3..];
        return line.Trim(" \t\r"u8);
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty) return;
        try
        {
            var json = new Utf8JsonReader(line, JsonDepth.Options(limits));
            json.Read();
            var problems = items.Read(ref json, line, report.Received, null, out var item);
            json.Read();
            report.Received++;
            if (problems.Count > 0) report.Reject(problems);
            else writer.Add(item, report.Received - 1);
        }
        catch (JsonException malformed)
        {
            if (JsonDepth.IsExceeded(line, limits)) RejectLine("too_deep", JsonDepth.Error("The line", limits).Message);
            else RejectLine("malformed_json", $"The line is not JSON: byte {malformed.BytePositionInLine + 1}. {JsonBody.Reason(malformed)}");
        }
    }

    private void RejectLine(string code, string message) =>
        report.Reject([new RequestError(code, message) { Item = new(report.Received++) }]);
}
