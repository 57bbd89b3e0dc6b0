namespace KpiApi.GraphQL.Language;

/// <summary>The document can't be read, or is too large to be read on: the first place where that shows.</summary>
internal sealed class SyntaxException(string message, int position, string code = ErrorCodes.Syntax) : Exception(message)
{
    public int Position { get; } = position;

    public string Code { get; } = code;
}
