using System.Security.Cryptography;
using System.Text;

namespace KpiApi.GraphQL.Execution;

/// <summary>Documents by their SHA-256: a client sends both once and from then on only the hash.</summary>
internal sealed class PersistedDocuments(GraphQLOptions options)
{
    private readonly DocumentCache<string> known = new(options.CachedDocuments, options.CachedCharacters);

    /// <summary>The text to execute; null, with an error, when there is none.</summary>
    public string? Resolve(GraphQLRequest request, List<GraphQLError> errors)
    {
        if (request.PersistedHash is null || !options.AllowPersistedQueries) return request.Query ?? NotFound(errors);
        if (request.Query is null) return known.Find(request.PersistedHash) ?? NotFound(errors);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Query)));
        if (hash == request.PersistedHash)
        {
            known.Add(hash, request.Query, request.Query.Length);
            return request.Query;
        }

        errors.Add(new GraphQLError(ErrorCodes.PersistedQueryMismatch, "The hash is not that of the query."));
        return null;
    }

    /// <summary>Apollo's clients know this message, and then send the query with its hash.</summary>
    private static string? NotFound(List<GraphQLError> errors)
    {
        errors.Add(new GraphQLError(ErrorCodes.PersistedQueryNotFound, "PersistedQueryNotFound"));
        return null;
    }
}
