using System.Text;
using System.Text.Json;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Storage.Writing;

/// <summary>Forgets what help desks sent of an account and could not be stored.</summary>
internal static class RejectedPayloads
{
    /// <summary>Deletes the payloads in which one of these ids is a value, wherever it stands: rather one too many than one that stays.</summary>
    /// <param name="ids">Of the account and its tickets.</param>
    public static async Task EraseAsync(KpiDbContext context, IReadOnlySet<string> ids, CancellationToken cancel)
    {
        var erased = new List<long>();
        await foreach (var rejection in context.HookRejections.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancel))
            if (Names(rejection.Body, ids)) erased.Add(rejection.Seq);
        foreach (var seq in erased) await context.HookRejections.Where(row => row.Seq == seq).ExecuteDeleteAsync(cancel);
    }

    private static bool Names(string body, IReadOnlySet<string> ids)
    {
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(body), new JsonReaderOptions { MaxDepth = 1_000 });
            while (json.Read())
            {
                var value = json.TokenType switch
                {
                    JsonTokenType.String or JsonTokenType.PropertyName => json.GetString()!.Trim(),
                    JsonTokenType.Number => Encoding.UTF8.GetString(json.ValueSpan),
                    _ => null,
                };
                if (value is not null && ids.Contains(value)) return true;
            }

            return false;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return ids.Any(id => body.Contains(id, StringComparison.Ordinal));
        }
    }
}
