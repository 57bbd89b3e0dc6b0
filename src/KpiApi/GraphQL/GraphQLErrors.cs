using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQL.Validation.Errors.Custom;

namespace KpiApi.GraphQL;

/// <summary>The codes of errors: REST's for what a resolver refuses, these for what GraphQL itself does. Nothing else goes into extensions.</summary>
internal sealed class GraphQLErrors : ErrorInfoProvider
{
    public const string BadRequest = "bad_request";
    public const string BatchingRefused = "batching_refused";
    public const string BodyTooLarge = "body_too_large";
    public const string NotAQuery = "not_a_query";
    public const string Validation = "validation_failed";
    public const string TooLong = "too_long";
    public const string TooManyTokens = "too_many_tokens";
    public const string TooDeep = "too_deep";
    public const string TooManyFields = "too_many_fields";
    public const string TooManyAliases = "too_many_aliases";
    public const string TooManySpreads = "too_many_spreads";
    public const string TooManyRows = "too_many_rows";
    public const string Timeout = "timeout";
    public const string Internal = "internal_error";

    /// <summary>Apollo's clients look for this one in capitals, and send the text of the query again.</summary>
    public const string PersistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND";
    public const string PersistedQueryMismatch = "persisted_query_mismatch";

    /// <summary>A message may repeat a value of the document; nobody needs all of a long one.</summary>
    private const int LongestMessage = 1_000;

    public override ErrorInfo GetInfo(ExecutionError executionError)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = Code(executionError) };
        foreach (var (name, value) in executionError.Extensions ?? [])
            extensions[name] = value;
        var message = executionError.Message;
        return new() { Message = message.Length > LongestMessage ? message[..LongestMessage] + "…" : message, Extensions = extensions };
    }

    private static string? Code(ExecutionError error) => error switch
    {
        SyntaxError => "syntax_error",
        TimeoutError => Timeout,
        UnhandledError => Internal,
        NoOperationError or NoOperationNameError or InvalidOperationNameError => "unknown_operation",
        InvalidVariableError => "bad_variables",
        ComplexityError => "too_complex",
        NoIntrospectionError => "introspection_disabled",
        ValidationError => Validation,
        _ => error.Code,
    };
}
