using System.ComponentModel.DataAnnotations;

namespace KpiApi.GraphQL;

/// <summary>Section GraphQL: the limits of a request, each with its own <c>extensions.code</c>, and the few switches there are.</summary>
internal sealed class GraphQLOptions
{
    public const string Section = "GraphQL";

    /// <summary>Bytes of a POST body, and characters of a GET's query string.</summary>
    [Range(1, int.MaxValue)]
    public int MaxBodyBytes { get; set; } = 1_048_576;

    /// <summary>Characters of a document; long values go into variables.</summary>
    [Range(1, int.MaxValue)]
    public int MaxCharacters { get; set; } = 50_000;

    /// <summary>Words, numbers and signs of a document.</summary>
    [Range(1, int.MaxValue)]
    public int MaxTokens { get; set; } = 5_000;

    /// <summary>Fields inside each other, fragments followed; the usual introspection needs 15.</summary>
    [Range(1, 50)]
    public int MaxDepth { get; set; } = 15;

    /// <summary>Fields of a document with every fragment written out where it is spread.</summary>
    [Range(1, 2_000)]
    public int MaxFields { get; set; } = 1_000;

    /// <summary>Aliases of a document with every fragment written out where it is spread.</summary>
    [Range(0, int.MaxValue)]
    public int MaxAliases { get; set; } = 200;

    /// <summary>Items of all lists in one answer.</summary>
    [Range(1, int.MaxValue)]
    public int MaxRows { get; set; } = 200_000;

    /// <summary>Errors that are told of a document; what is wrong beyond is left out.</summary>
    [Range(1, 100)]
    public int MaxErrors { get; set; } = 100;

    /// <summary>How long a request may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>False refuses questions about the schema.</summary>
    public bool AllowIntrospection { get; set; } = true;

    /// <summary>Lets clients send a SHA-256 instead of a document once they have sent both (Apollo's APQ).</summary>
    public bool AllowPersistedQueries { get; set; } = true;

    /// <summary>Characters of all documents that are kept parsed and checked; beyond, they are forgotten and begun anew.</summary>
    [Range(0, int.MaxValue)]
    public int CachedCharacters { get; set; } = 200_000;
}
