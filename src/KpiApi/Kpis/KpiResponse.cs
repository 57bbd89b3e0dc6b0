using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;
using Microsoft.Net.Http.Headers;

namespace KpiApi.Kpis;

/// <summary>A result as JSON. All but its end is made once, and can be sent again: only when it was asked and the version of the data differ.</summary>
/// <param name="head">The text up to <c>asOf</c>.</param>
/// <param name="tagHash">Of the query, for the entity tag; null for an answer that has none.</param>
/// <param name="asOf">When it was asked.</param>
/// <param name="version">Of the data.</param>
internal sealed class KpiResponse(byte[] head, string? tagHash, DateTimeOffset asOf, long version) : IResult
{
    /// <summary>An instant, a whole number and their names.</summary>
    private const int MaxTailBytes = 96;

    /// <summary>Names of customers' channels stay readable; the answer is JSON, never embedded in a page.</summary>
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public byte[] Head => head;

    public string? TagHash => tagHash;

    public static KpiResponse Of(KpiResult result, string? tagHash)
    {
        var text = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(text, s_options))
            Write(json, result);
        return new KpiResponse(text.WrittenSpan.ToArray(), tagHash, result.Query.AsOf.ToDateTimeOffset(), result.Version);
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var tag = tagHash is null ? null : EntityTag.Of(version, tagHash);
        response.Headers.ETag = tag;
        response.Headers.CacheControl = CallParameters.Caching;
        response.Headers.Vary = HeaderNames.Accept;
        if (tag is not null && request.Headers.IfNoneMatch.Count > 0 && EntityTag.IsKnown(request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        Span<byte> tail = stackalloc byte[MaxTailBytes];
        Utf8.TryWrite(tail, CultureInfo.InvariantCulture, $",\"asOf\":\"{asOf.UtcDateTime.ToString(InstantText.UtcFormat, CultureInfo.InvariantCulture)}\",\"version\":{version}}}", out var length);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = head.Length + length;
        response.BodyWriter.Write(head);
        response.BodyWriter.Write(tail[..length]);
        var sent = response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        return sent.IsCompletedSuccessfully ? Task.CompletedTask : sent.AsTask();
    }

    /// <summary>Leaves the object open, for what differs from time to time.</summary>
    private static void Write(Utf8JsonWriter json, KpiResult result)
    {
        var metricNames = result.Query.Metrics.Select(m => JsonEncodedText.Encode(m.Name, s_options.Encoder)).ToArray();
        var groupNames = result.Query.GroupBy.Select(d => JsonEncodedText.Encode(DimensionNames.Name(d))).ToArray();
        var times = new BucketTimes(result.Query);
        json.WriteStartObject();
        QueryJson.Write(json, result.Query);
        json.WriteStartArray("rows");
        foreach (var row in result.Rows)
        {
            json.WriteStartObject();
            times.Write(json, row.Bucket);
            for (var i = 0; i < groupNames.Length; i++)
                json.WriteString(groupNames[i], row.Keys[i]);
            json.WriteStartObject("values");
            WriteValues(json, metricNames, row.Values);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("rowCount", result.RowCount);
        json.WriteStartObject("totals");
        WriteValues(json, metricNames, result.Totals);
        json.WriteEndObject();
        WriteWarnings(json, result);
    }

    private static void WriteValues(Utf8JsonWriter json, JsonEncodedText[] names, IReadOnlyList<KpiValue> values)
    {
        for (var i = 0; i < names.Length; i++)
        {
            json.WriteStartObject(names[i]);
            WriteValue(json, values[i]);
            json.WriteEndObject();
        }
    }

    private static void WriteValue(Utf8JsonWriter json, KpiValue value)
    {
        WriteNullable(json, "value"u8, value.Value);
        json.WriteNumber("count"u8, value.Count);
        if (value.Ratio is { } ratio)
        {
            json.WriteNumber("numerator"u8, ratio.Numerator);
            json.WriteNumber("denominator"u8, ratio.Denominator);
        }
        if (value.Nps is { } nps)
        {
            json.WriteNumber("promoters"u8, nps.Promoters);
            json.WriteNumber("passives"u8, nps.Passives);
            json.WriteNumber("detractors"u8, nps.Detractors);
        }
        WriteExtras(json, value);
    }

    private static void WriteExtras(Utf8JsonWriter json, KpiValue value)
    {
        if (value.Comparison is { } comparison)
        {
            WriteNullable(json, "previous"u8, comparison.Previous);
            WriteNullable(json, "change"u8, comparison.Change);
            WriteNullable(json, "changePercent"u8, comparison.ChangePercent);
        }
        if (value.Confidence is { } confidence)
        {
            json.WriteStartObject("confidence"u8);
            json.WriteNumber("low"u8, confidence.Low);
            json.WriteNumber("high"u8, confidence.High);
            json.WriteEndObject();
        }
        if (value.Target is { } target)
        {
            json.WriteStartObject("target"u8);
            json.WriteNumber("value"u8, target.Value);
            WriteNullable(json, "warnAt"u8, target.WarnAt);
            json.WriteString("status"u8, TargetStatusName(target.Status));
            json.WriteEndObject();
        }
    }

    private static ReadOnlySpan<byte> TargetStatusName(TargetStatus status) => status switch
    {
        TargetStatus.Met => "met"u8,
        TargetStatus.Warn => "warn"u8,
        _ => "missed"u8,
    };

    private static void WriteNullable(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    private static void WriteWarnings(Utf8JsonWriter json, KpiResult result)
    {
        json.WriteStartArray("warnings");
        foreach (var warning in result.Warnings)
        {
            json.WriteStartObject();
            json.WriteString("code", warning.Code);
            json.WriteString("message", warning.Message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
