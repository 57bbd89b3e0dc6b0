namespace KpiApi.GraphQL.Language;

internal sealed partial class Parser
{
    private IReadOnlyList<Argument> ParseArguments(bool isConstant) =>
        Many(TokenKind.ParenOpen, () => ParseArgument(isConstant), TokenKind.ParenClose);

    private Argument ParseArgument(bool isConstant)
    {
        var name = ParseName();
        Expect(TokenKind.Colon);
        return new Argument(name, ParseValue(isConstant));
    }

    private IReadOnlyList<Directive> ParseDirectives(bool isConstant)
    {
        if (token.Kind != TokenKind.At) return [];
        var directives = new List<Directive>();
        while (token.Kind == TokenKind.At)
        {
            var start = token.Start;
            Advance();
            directives.Add(new Directive(start, ParseName(), ParseArguments(isConstant)));
        }

        return directives;
    }

    private Value ParseValue(bool isConstant)
    {
        var (kind, start, text) = token;
        switch (kind)
        {
            case TokenKind.BracketOpen:
                return new ListValue(start, ParseNested(() => ParseValue(isConstant), TokenKind.BracketClose));
            case TokenKind.BraceOpen:
                return new ObjectValue(start, ParseNested(() => ParseArgument(isConstant), TokenKind.BraceClose));
            case TokenKind.Dollar:
                if (isConstant) throw new SyntaxException("A variable can't stand in a constant value.", start);
                return ParseVariable();
            case TokenKind.Int or TokenKind.Float:
                Advance();
                return new NumberValue(start, text!, kind == TokenKind.Float);
            case TokenKind.String:
                Advance();
                return new StringValue(start, text!);
            case TokenKind.Name:
                Advance();
                return text switch
                {
                    "true" or "false" => new BooleanValue(start, text == "true"),
                    "null" => new NullValue(start),
                    _ => new EnumLiteral(start, text!),
                };
            default:
                throw Unexpected();
        }
    }

    /// <summary>The items of a list or object value, of which, unlike elsewhere in the grammar, there may be none.</summary>
    private List<T> ParseNested<T>(Func<T> parse, TokenKind close)
    {
        Enter();
        Advance();
        var items = new List<T>();
        while (!Skip(close)) items.Add(parse());
        nesting--;
        return items;
    }

    private Variable ParseVariable()
    {
        var start = token.Start;
        Expect(TokenKind.Dollar);
        return new Variable(start, ParseName());
    }

    private TypeNode ParseType()
    {
        Enter();
        var start = token.Start;
        TypeNode type;
        if (Skip(TokenKind.BracketOpen))
        {
            type = new ListTypeNode(start, ParseType());
            Expect(TokenKind.BracketClose);
        }
        else
        {
            type = new NamedTypeNode(ParseName());
        }

        nesting--;
        return Skip(TokenKind.Bang) ? new NonNullTypeNode(type) : type;
    }

    private Name ParseName()
    {
        if (token.Kind != TokenKind.Name) throw Unexpected();
        var name = new Name(token.Text!, token.Start);
        Advance();
        return name;
    }

    /// <summary>Nothing when the opening token is missing, else one item or more up to the closing token.</summary>
    private IReadOnlyList<T> Many<T>(TokenKind open, Func<T> parse, TokenKind close)
    {
        if (!Skip(open)) return [];
        var items = new List<T>();
        do
        {
            items.Add(parse());
        }
        while (!Skip(close));
        return items;
    }

    private void Enter()
    {
        if (++nesting <= maxNesting) return;
        throw new SyntaxException($"The document nests deeper than {maxNesting} levels.", token.Start, ErrorCodes.TooDeep);
    }

    private bool Skip(TokenKind kind)
    {
        if (token.Kind != kind) return false;
        Advance();
        return true;
    }

    private void Expect(TokenKind kind)
    {
        if (!Skip(kind)) throw Unexpected();
    }

    private void Advance() => token = lexer.Next();

    private SyntaxException Unexpected() => new($"Unexpected {token.Describe()}.", token.Start);

    private static SyntaxException Misplaced(int at) => new("A description can't stand here.", at);
}
