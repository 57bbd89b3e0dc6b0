using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using GraphQL;
using GraphQL.DI;
using GraphQLParser.AST;
using Microsoft.Extensions.Options;

namespace KpiApi.GraphQL;

/// <summary>
/// Documents that were answered, parsed and checked, by their text; and texts by their SHA-256, for clients that send only that (Apollo's APQ).
/// A document may name people and accounts, so the erasing of an account forgets all of them.
/// </summary>
internal sealed class DocumentCache(IOptions<GraphQLOptions> options) : IConfigureExecution
{
    /// <summary>Apollo's clients look for this one in capitals, and send the text of the query again.</summary>
    private const string NotFound = "PERSISTED_QUERY_NOT_FOUND";

    private readonly GraphQLOptions _options = options.Value;
    private volatile Entries _entries = new();

    /// <summary>Before the rules that the library adds by itself.</summary>
    public float SortOrder => 200;

    public int Count => _entries.Documents.Count + _entries.Texts.Count;

    public void Clear() => _entries = new();

    public async Task<ExecutionResult> ExecuteAsync(ExecutionOptions options, ExecutionDelegate next)
    {
        // What is kept from here on is forgotten with the documents of this moment, should an account be erased meanwhile.
        var kept = _entries;
        if (options.DocumentId is { } hash && Refusal(options, hash, kept) is { } refusal)
            return new ExecutionResult(refusal);
        var text = options.Query!;
        if (kept.Documents.TryGetValue(text, out var document))
        {
            options.Document = document;
            // Without variables nothing can be wrong that was right before.
            options.ValidationRules = options.Variables?.Count > 0 ? options.CachedDocumentValidationRules : [];
        }
        var result = await next(options);
        if (result is { Executed: true, Document: { } answered })
            Keep(kept, text, options.DocumentId, answered);
        return result;
    }

    /// <summary>Why the hash is of no use; null when the text is there.</summary>
    private ExecutionError? Refusal(ExecutionOptions options, string hash, Entries kept)
    {
        if (options.Query is null)
        {
            options.Query = _options.AllowPersistedQueries ? kept.Texts.GetValueOrDefault(hash) : null;
            return options.Query is null ? new ExecutionError("PersistedQueryNotFound") { Code = NotFound } : null;
        }
        var isOfText = !_options.AllowPersistedQueries || Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Query))) == hash;
        return isOfText ? null : new ExecutionError("The hash is not that of the query.") { Code = "persisted_query_mismatch" };
    }

    private void Keep(Entries kept, string text, string? hash, GraphQLDocument document)
    {
        var added = (kept.Documents.TryAdd(text, document) ? text.Length : 0) + (hash is not null && _options.AllowPersistedQueries && kept.Texts.TryAdd(hash, text) ? text.Length : 0);
        if (Interlocked.Add(ref kept.Characters, added) > _options.CachedCharacters)
            Interlocked.CompareExchange(ref _entries, new(), kept);
    }

    private sealed class Entries
    {
        public ConcurrentDictionary<string, GraphQLDocument> Documents { get; } = new();

        public ConcurrentDictionary<string, string> Texts { get; } = new();

        public int Characters;
    }
}
