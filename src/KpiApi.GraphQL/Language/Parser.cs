namespace KpiApi.GraphQL.Language;

/// <summary>
/// The executable half of the grammar, with descriptions on operations, fragments and variables. Type definitions are
/// refused where they begin. Nesting is bounded here, so that everything behind the parser may recurse.
/// </summary>
internal sealed partial class Parser
{
    private readonly Lexer lexer;
    private readonly int maxNesting;
    private Token token;
    private int nesting;

    private Parser(string source, int maxTokens, int maxNesting)
    {
        lexer = new Lexer(source, maxTokens);
        this.maxNesting = maxNesting;
        token = lexer.Next();
    }

    /// <exception cref="SyntaxException">The text is no document, or is larger than the limits.</exception>
    public static Document Parse(string source, int maxTokens = int.MaxValue, int maxNesting = 200)
    {
        var parser = new Parser(source, maxTokens, maxNesting);
        var definitions = new List<Definition>();
        do
        {
            definitions.Add(parser.ParseDefinition());
        }
        while (parser.token.Kind != TokenKind.End);
        return new Document(source, definitions);
    }

    /// <summary>
    /// Inline fragments nest without making the answer deeper, so the parser allows more levels than there may be fields.
    /// </summary>
    public static int NestingFor(int depth) => Math.Min(200, 2 * depth);

    private Definition ParseDefinition()
    {
        var start = token.Start;
        if (token.Kind == TokenKind.BraceOpen)
        {
            return new OperationDefinition(start, OperationKind.Query, null, [], [], ParseSelectionSet());
        }

        var isDescribed = Skip(TokenKind.String);
        if (token.Is("fragment")) return ParseFragmentDefinition(start);
        OperationKind? kind = token switch
        {
            _ when token.Is("query") => OperationKind.Query,
            _ when token.Is("mutation") => OperationKind.Mutation,
            _ when token.Is("subscription") => OperationKind.Subscription,
            _ => null,
        };
        // A description before something that can't have one is itself the mistake.
        if (kind is null) throw isDescribed && token.Kind is TokenKind.Name or TokenKind.BraceOpen ? Misplaced(start) : Unexpected();
        Advance();
        Name? name = token.Kind == TokenKind.Name ? ParseName() : null;
        var variables = Many(TokenKind.ParenOpen, ParseVariableDefinition, TokenKind.ParenClose);
        return new OperationDefinition(start, kind.Value, name, variables, ParseDirectives(isConstant: false), ParseSelectionSet());
    }

    private FragmentDefinition ParseFragmentDefinition(int start)
    {
        Advance();
        var name = ParseFragmentName();
        if (!token.Is("on")) throw Unexpected();
        Advance();
        return new FragmentDefinition(
            start, name, new NamedTypeNode(ParseName()), ParseDirectives(isConstant: false), ParseSelectionSet());
    }

    private VariableDefinition ParseVariableDefinition()
    {
        var start = token.Start;
        Skip(TokenKind.String);
        var variable = ParseVariable();
        Expect(TokenKind.Colon);
        var type = ParseType();
        var @default = Skip(TokenKind.Equals) ? ParseValue(isConstant: true) : null;
        return new VariableDefinition(start, variable, type, @default, ParseDirectives(isConstant: true));
    }

    private SelectionSet ParseSelectionSet()
    {
        var start = token.Start;
        Enter();
        if (token.Kind != TokenKind.BraceOpen) throw Unexpected();
        var items = Many(TokenKind.BraceOpen, ParseSelection, TokenKind.BraceClose);
        nesting--;
        return new SelectionSet(start, items);
    }

    private Selection ParseSelection() => token.Kind == TokenKind.Spread ? ParseFragment() : ParseField();

    private Field ParseField()
    {
        Name? alias = null;
        var name = ParseName();
        var start = name.Position;
        if (Skip(TokenKind.Colon))
        {
            alias = name;
            name = ParseName();
        }

        var arguments = ParseArguments(isConstant: false);
        var directives = ParseDirectives(isConstant: false);
        var selections = token.Kind == TokenKind.BraceOpen ? ParseSelectionSet() : null;
        return new Field(start, alias, name, arguments, directives, selections);
    }

    private Selection ParseFragment()
    {
        var start = token.Start;
        Advance();
        if (token.Kind == TokenKind.Name && token.Text != "on")
        {
            return new FragmentSpread(start, ParseName(), ParseDirectives(isConstant: false));
        }

        var on = token.Is("on") ? ParseTypeCondition() : null;
        return new InlineFragment(start, on, ParseDirectives(isConstant: false), ParseSelectionSet());
    }

    private NamedTypeNode ParseTypeCondition()
    {
        Advance();
        return new NamedTypeNode(ParseName());
    }

    private Name ParseFragmentName() => token.Is("on") ? throw Unexpected() : ParseName();
}
