using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQL.Validation.Errors.Custom;

namespace KpiApi.GraphQL;

/// <summary>The codes of errors: REST's for what a resolver refuses, these for what the library does. Nothing else of an error goes into extensions.</summary>
internal sealed class GraphQLErrors : ErrorInfoProvider
{
    public const string NotAQuery = "not_a_query";

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
        TimeoutError => "timeout",
        UnhandledError => "internal_error",
        NoOperationError or NoOperationNameError or InvalidOperationNameError => "unknown_operation",
        InvalidVariableError => "bad_variables",
        ComplexityError => "too_complex",
        NoIntrospectionError => "introspection_disabled",
        ValidationError => "validation_failed",
        _ => error.Code,
    };
}
