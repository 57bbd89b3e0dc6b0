using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;

namespace KpiApi.GraphQL;

/// <summary>The limits of a request, each with its own <c>extensions.code</c>, and the few switches there are.</summary>
public sealed class GraphQLOptions
{
    /// <summary>Bytes of a POST body, and characters of a GET's query string.</summary>
    [Range(1, int.MaxValue)]
    public int MaxBodyBytes { get; set; } = 1_048_576;

    /// <summary>Words, numbers and signs of a document.</summary>
    [Range(1, int.MaxValue)]
    public int MaxTokens { get; set; } = 20_000;

    /// <summary>Fields inside each other, fragments followed, and values inside each other; introspection needs 13.</summary>
    [Range(1, 200)]
    public int MaxDepth { get; set; } = 20;

    /// <summary>Aliases of a document with every fragment written out where it is spread.</summary>
    [Range(0, int.MaxValue)]
    public int MaxAliases { get; set; } = 200;

    /// <summary>Fields of a document with every fragment written out where it is spread.</summary>
    [Range(1, int.MaxValue)]
    public int MaxFields { get; set; } = 5_000;

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

    /// <summary>Documents kept parsed and validated; half of them are dropped at a time.</summary>
    [Range(0, int.MaxValue)]
    public int CachedDocuments { get; set; } = 1_000;

    /// <summary>Characters of all cached documents together.</summary>
    [Range(0, int.MaxValue)]
    public int CachedCharacters { get; set; } = 2_000_000;

    /// <summary>The same as ASP.NET Core uses for its own JSON answers.</summary>
    public JavaScriptEncoder Encoder { get; set; } = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Told of every exception that the client sees only as an internal error, with the path of its field.</summary>
    public Action<Exception, string> OnInternalError { get; set; } = (_, _) => { };
}
