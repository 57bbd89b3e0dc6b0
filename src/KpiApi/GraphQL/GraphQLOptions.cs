using System.ComponentModel.DataAnnotations;

namespace KpiApi.GraphQL;

/// <summary>Section GraphQL: limits of a request, each with its own <c>extensions.code</c>, and switches.</summary>
internal sealed class GraphQLOptions
{
    public const string Section = "GraphQL";

    /// <summary>Bytes of a POST body, and characters of a GET's query string.</summary>
    [Range(1, int.MaxValue)]
    public int MaxBodyBytes { get; set; } = 1_048_576;

    /// <summary>Characters of a document; long values go into variables.</summary>
    [Range(1, int.MaxValue)]
    public int MaxCharacters { get; set; } = 50_000;

    /// <summary>Tokens of a document.</summary>
    [Range(1, int.MaxValue)]
    public int MaxTokens { get; set; } = 5_000;

    /// <summary>Nesting depth of fields, fragments included; the usual introspection query needs 15.</summary>
    [Range(1, 50)]
    public int MaxDepth { get; set; } = 15;

    /// <summary>Fields of a document, counted once per use of the fragment that they are in.</summary>
    [Range(1, 2_000)]
    public int MaxFields { get; set; } = 1_000;

    /// <summary>Aliases of a document, counted once per use of the fragment that they are in.</summary>
    [Range(0, int.MaxValue)]
    public int MaxAliases { get; set; } = 200;

    /// <summary>Items of all lists in one answer.</summary>
    [Range(1, int.MaxValue)]
    public int MaxRows { get; set; } = 200_000;

    /// <summary>Errors reported for one document; further ones are left out.</summary>
    [Range(1, 100)]
    public int MaxErrors { get; set; } = 100;

    /// <summary>How long a request may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>False refuses introspection.</summary>
    public bool AllowIntrospection { get; set; } = true;

    /// <summary>Accepts automatic persisted queries: clients send a document's SHA-256 after they have sent both once (Apollo's APQ).</summary>
    public bool AllowPersistedQueries { get; set; } = true;

    /// <summary>Characters of all documents cached in parsed form; beyond that the cache is emptied.</summary>
    [Range(0, int.MaxValue)]
    public int CachedCharacters { get; set; } = 200_000;
}
