namespace KpiApi.GraphQL.Execution;

/// <summary>An argument can't be given its value; the position is the literal's, when there is one.</summary>
internal sealed class CoercionException(string message, int? position) : Exception(message)
{
    public int? Position { get; } = position;
}
