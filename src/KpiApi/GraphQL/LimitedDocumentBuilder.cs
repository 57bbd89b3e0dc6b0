using GraphQL;
using GraphQL.Execution;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using Microsoft.Extensions.Options;

namespace KpiApi.GraphQL;

/// <summary>
/// Reads a document, and refuses one that is too large before anything slower than its length looks at it: the rules of validation compare
/// fields in pairs and write every fragment out, and the parser bounds only nesting.
/// </summary>
internal sealed class LimitedDocumentBuilder(IOptions<GraphQLOptions> options) : IDocumentBuilder
{
    /// <summary>A syntax error is shown with its line, and indented by a way that is quadratic in the column.</summary>
    private const int LongestLine = 10_000;

    private readonly GraphQLDocumentBuilder _parser = new();
    private readonly GraphQLOptions _options = options.Value;

    /// <exception cref="ExecutionError">Too large, no syntax, or something else than queries.</exception>
    public GraphQLDocument Build(string body)
    {
        if (body.Length > _options.MaxCharacters || HasLongLine(body))
            throw Error("too_long", $"The document has more than {_options.MaxCharacters} characters, or {LongestLine} in a line; send long values as variables.");
        try
        {
            RefuseTokens(body);
            var document = _parser.Build(body);
            if (document.Definitions.OfType<GraphQLOperationDefinition>().FirstOrDefault(o => o.Operation != OperationType.Query) is { } other)
                throw Error(GraphQLErrors.NotAQuery, "There is nothing but queries here.", Location.FromLinearPosition(body, other.Location.Start));
            new DocumentLimits(document, _options).Refuse();
            return document;
        }
        catch (GraphQLMaxDepthExceededException deep)
        {
            throw Error("too_deep", "Fields or values nest too deep.", deep.Location);
        }
        catch (GraphQLSyntaxErrorException wrong)
        {
            throw new SyntaxError(wrong);
        }
    }

    private static bool HasLongLine(ReadOnlySpan<char> body)
    {
        foreach (var line in body.Split('\n'))
        {
            if (line.End.Value - line.Start.Value > LongestLine)
                return true;
        }
        return false;
    }

    private void RefuseTokens(string body)
    {
        var tokens = 0;
        for (var token = Lexer.Lex(body); token.Kind != TokenKind.EOF; token = Lexer.Lex(body, token.End))
        {
            if (++tokens > _options.MaxTokens)
                throw Error("too_many_tokens", $"The document has more than {_options.MaxTokens} tokens.");
        }
    }

    private static ExecutionError Error(string code, string message, Location? at = null)
    {
        var error = new ExecutionError(message) { Code = code };
        if (at is { } location)
            error.AddLocation(location);
        return error;
    }
}
