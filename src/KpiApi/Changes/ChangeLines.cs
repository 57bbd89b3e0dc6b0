using System.Text.Encodings.Web;
using System.Text.Json;
using KpiApi.Http;
using KpiApi.Storage.Tables;

namespace KpiApi.Changes;

/// <summary>
/// Changes as lines of JSON, written as they are read, so that memory stays flat. A client has all of them only when it has the last line, which
/// says from which version to go on: an answer that breaks off has none.
/// </summary>
/// <param name="until">The version whose changes are the last.</param>
/// <param name="limit">Lines after which the answer ends, with the version at hand.</param>
internal sealed class ChangeLines(IEnumerable<Change> changes, IdHash hash, long until, long limit, bool showsAgents) : IResult
{
    private const int FlushBytes = 64 * 1024;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (output, cancel) = (httpContext.Response.BodyWriter, httpContext.RequestAborted);
        using var lines = changes.GetEnumerator();
        // The first pages are read before anything is sent, so that a store that is away is answered with a status.
        var isMore = lines.MoveNext();
        httpContext.Response.ContentType = MediaTypes.Ndjson;
        await using var json = new Utf8JsonWriter(output, s_options);
        var (next, written) = (until, 0L);
        for (var version = 0L; isMore; isMore = lines.MoveNext())
        {
            if (written >= limit && lines.Current.Version != version)
            {
                next = version;
                break;
            }

            version = lines.Current.Version;
            Write(json, lines.Current);
            End(json, output);
            // Once the first line is sent, a failure ends the connection and never looks like an end.
            if (++written == 1 || output.UnflushedBytes >= FlushBytes) await output.FlushAsync(cancel);
        }

        json.WriteStartObject();
        json.WriteNumber("next", next);
        json.WriteEndObject();
        End(json, output);
        await output.FlushAsync(cancel);
    }

    private void Write(Utf8JsonWriter json, in Change change)
    {
        json.WriteStartObject();
        json.WriteNumber("version", change.Version);
        json.WriteString("kind", change.Kind.Name);
        if (change.Row is { } row)
        {
            var id = change.Kind.Id(row);
            json.WriteString("id", id);
            json.WriteString("key", Key(hash.Of(change.Kind.Kind, id)));
            json.WritePropertyName("item");
            change.Kind.WriteItem(json, row, showsAgents);
        }
        else
        {
            json.WriteString("key", Key(change.DeletedHash));
            json.WriteBoolean("deleted", true);
        }

        json.WriteEndObject();
    }

    private static string Key(long hash) => unchecked((ulong)hash).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private static void End(Utf8JsonWriter json, System.IO.Pipelines.PipeWriter output)
    {
        json.Flush();
        json.Reset();
        output.GetSpan(1)[0] = (byte)'\n';
        output.Advance(1);
    }
}
