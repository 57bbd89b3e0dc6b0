namespace KpiApi.GraphQL.Language;

internal enum TokenKind
{
    End,
    Bang,
    Dollar,
    Ampersand,
    ParenOpen,
    ParenClose,
    Spread,
    Colon,
    Equals,
    At,
    BracketOpen,
    BracketClose,
    BraceOpen,
    Pipe,
    BraceClose,
    Name,
    Int,
    Float,
    String,
}

/// <summary>A token; <paramref name="Text"/> is the value of a name, number or string and null for punctuation.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, string? Text)
{
    public bool Is(string keyword) => Kind == TokenKind.Name && Text == keyword;

    public string Describe() => Kind switch
    {
        TokenKind.End => "the end of the document",
        TokenKind.Name or TokenKind.Int or TokenKind.Float => $"\"{Text}\"",
        TokenKind.String => "a string",
        TokenKind.Spread => "\"...\"",
        _ => $"\"{"!$&()…:=@[]{|}"[Kind - TokenKind.Bang]}\"",
    };
}
