namespace KpiApi.GraphQL;

/// <summary>The values of <c>extensions.code</c> that the library itself gives.</summary>
public static class ErrorCodes
{
    public const string BadRequest = "bad_request";
    public const string NotAQuery = "not_a_query";
    public const string BatchingRefused = "batching_refused";
    public const string BodyTooLarge = "body_too_large";
    public const string Syntax = "syntax_error";
    public const string Validation = "validation_failed";
    public const string UnknownOperation = "unknown_operation";
    public const string BadVariables = "bad_variables";
    public const string BadArgument = "bad_argument";
    public const string TooManyTokens = "too_many_tokens";
    public const string TooDeep = "too_deep";
    public const string TooManyAliases = "too_many_aliases";
    public const string TooManyFields = "too_many_fields";
    public const string TooManyRows = "too_many_rows";
    public const string Timeout = "timeout";
    public const string IntrospectionDisabled = "introspection_disabled";
    public const string NullValue = "null_value";
    public const string Internal = "internal_error";

    /// <summary>Apollo's clients look for this one in capitals, and send the text of the query again.</summary>
    public const string PersistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND";
    public const string PersistedQueryMismatch = "persisted_query_mismatch";
}
