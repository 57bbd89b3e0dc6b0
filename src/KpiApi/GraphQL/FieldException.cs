using GraphQL;
using KpiApi.Engine.Queries;

namespace KpiApi.GraphQL;

/// <summary>What a resolver throws when the client is to know why: its field is null, and each error is listed with the field's path.</summary>
internal sealed class FieldException(IReadOnlyList<ExecutionError> errors) : Exception(errors[0].Message)
{
    public FieldException(string code, string message)
        : this([new ExecutionError(message) { Code = code }])
    {
    }

    /// <summary>With REST's codes.</summary>
    public FieldException(IReadOnlyList<QueryError> errors)
        : this([.. errors.Select(Error)])
    {
    }

    public IReadOnlyList<ExecutionError> Errors => errors;

    private static ExecutionError Error(QueryError error) => new(error.Message)
    {
        Code = error.Code,
        Extensions = new() { ["parameter"] = error.Parameter, ["value"] = error.Value, ["nearest"] = error.Nearest },
    };
}
