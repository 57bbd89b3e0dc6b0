using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace KpiApi.Hooks;

/// <summary>Reads an export as payloads, as it arrives: each item of a JSON list, each JSON value of a file of lines, each row of a table. Only one of them is held.</summary>
internal static class ExportReader
{
    /// <summary>Characters of one payload: a page of a help desk's API has a few million.</summary>
    private const int MaxPayload = 16 * 1024 * 1024;

    private static readonly JsonLoadSettings s_loading = new() { CommentHandling = CommentHandling.Ignore, LineInfoHandling = LineInfoHandling.Ignore };

    /// <summary>JSON or NDJSON. A list is its items; anything else is one payload.</summary>
    /// <exception cref="RefusedException">It is not JSON, or a payload is too long.</exception>
    public static async IAsyncEnumerable<JToken> JsonAsync(Stream body, LimitsOptions limits, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var text = new BoundedText(new StreamReader(body, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, bufferSize: 65_536, leaveOpen: true), MaxPayload);
        using var json = new JsonTextReader(text)
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
            MaxDepth = limits.MaxJsonDepth,
            SupportMultipleContent = true,
            CloseInput = false,
        };
        var isInList = false;
        while (await ReadAsync(json, cancel))
        {
            text.Begin();
            if (json.TokenType == JsonToken.StartArray && !isInList) isInList = true;
            else if (json.TokenType == JsonToken.EndArray) isInList = false;
            else if (json.TokenType != JsonToken.Comment) yield return await LoadAsync(json, cancel);
        }
    }

    /// <summary>A table with a header row: each row is an object of texts by the names of its columns; empty cells are null.</summary>
    /// <exception cref="RefusedException">Its header cannot be read.</exception>
    public static async IAsyncEnumerable<JToken> CsvAsync(Stream body, LimitsOptions limits, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var csv = CsvReader.Create(body, new CsvReaderOptions { TrimWhitespace = true, MaxRecordSize = limits.MaxLineBytes }, leaveOpen: true);
        await NextAsync(async () =>
        {
            await csv.ReadHeaderAsync(cancel);
            return true;
        });
        string[] names = [.. csv.Headers];
        while (await NextAsync(() => csv.ReadAsync(cancel)))
        {
            var row = new JObject();
            for (var column = 0; column < names.Length; column++)
            {
                var cell = csv.GetSpan(column);
                row[names[column]] = cell.IsEmpty ? JValue.CreateNull() : new JValue(Encoding.UTF8.GetString(cell));
            }

            yield return row;
        }
    }

    private static async Task<bool> NextAsync(Func<ValueTask<bool>> read)
    {
        try
        {
            return await read();
        }
        catch (CsvFormatException malformed)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, new("malformed_csv", $"The table cannot be read any further: {malformed.Message.Split('\n')[0]}"));
        }
    }

    private static async Task<bool> ReadAsync(JsonTextReader json, CancellationToken cancel)
    {
        try
        {
            return await json.ReadAsync(cancel);
        }
        catch (JsonReaderException malformed)
        {
            throw Malformed(malformed);
        }
    }

    private static async Task<JToken> LoadAsync(JsonTextReader json, CancellationToken cancel)
    {
        try
        {
            return await JToken.ReadFromAsync(json, s_loading, cancel);
        }
        catch (JsonReaderException malformed)
        {
            throw Malformed(malformed);
        }
    }

    private static RefusedException Malformed(JsonReaderException malformed) => new(StatusCodes.Status400BadRequest,
        new("malformed_json", $"The export is not JSON: line {malformed.LineNumber}, character {malformed.LinePosition}. What stands before it was stored."));

    /// <summary>A text of which no payload is longer than a limit.</summary>
    private sealed class BoundedText(StreamReader inner, int most) : TextReader
    {
        private long _left = most;

        /// <summary>Of the next payload.</summary>
        public void Begin() => _left = most;

        public override int Read(char[] buffer, int index, int count) => Counted(inner.Read(buffer, index, count));

        public override async Task<int> ReadAsync(char[] buffer, int index, int count) => Counted(await inner.ReadAsync(buffer, index, count));

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }

        private int Counted(int read)
        {
            _left -= read;
            if (_left >= 0) return read;
            throw new RefusedException(StatusCodes.Status413PayloadTooLarge, new("too_large",
                $"An item of an export has at most {most / (1024 * 1024)} million characters; a list or a file of lines may have any number of items. What stands before it was stored."));
        }
    }
}
