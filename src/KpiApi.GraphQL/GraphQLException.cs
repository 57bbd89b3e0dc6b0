namespace KpiApi.GraphQL;

/// <summary>
/// What a resolver throws when the client is to know why: its field becomes null and each error is listed with the field's
/// path and locations. Any other exception is told to the client as an internal error, without its message.
/// </summary>
public sealed class GraphQLException : Exception
{
    public GraphQLException(string code, string message, IReadOnlyDictionary<string, object?>? extensions = null)
        : this([new GraphQLError(code, message) { Extensions = extensions }])
    {
    }

    public GraphQLException(IReadOnlyList<GraphQLError> errors)
        : base(string.Join("; ", errors.Select(error => error.Message)))
    {
        if (errors.Count == 0) throw new ArgumentException("At least one error is needed.", nameof(errors));
        Errors = errors;
    }

    public IReadOnlyList<GraphQLError> Errors { get; }
}
