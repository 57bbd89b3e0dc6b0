using System.Text.Json;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Queries;
using KpiApi.Http;

namespace KpiApi.Kpis.Responses;

/// <summary>The members of a row that tell its bucket; none without an interval.</summary>
internal sealed class BucketTimes(KpiQuery query)
{
    private readonly JsonEncodedText[] _starts = query.Interval == BucketInterval.None || query.Buckets is not RunningBuckets running
        ? []
        : [.. Enumerable.Range(0, running.Count).Select(b => JsonEncodedText.Encode(
            InstantText.InZone(running.StartMs(b), query.Zone), System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];

    private readonly JsonEncodedText[] _dates = query.Interval == BucketInterval.None || query.Buckets is not RunningBuckets days
        ? []
        : [.. Enumerable.Range(0, days.Count).Select(b => JsonEncodedText.Encode(InstantText.DateInZone(days.StartMs(b), query.Zone)))];

    public void Write(Utf8JsonWriter json, int bucket)
    {
        if (_starts.Length > 0)
        {
            json.WriteString("date"u8, _dates[bucket]);
            json.WriteString("time"u8, _starts[bucket]);
        }
        if (query.Buckets is not FoldedBuckets folded)
            return;
        if (folded.DayOfWeek(bucket) is { } day)
            json.WriteNumber("dayOfWeek"u8, day);
        if (folded.HourOfDay(bucket) is { } hour)
            json.WriteNumber("hourOfDay"u8, hour);
    }
}
