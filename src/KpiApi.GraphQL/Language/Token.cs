namespace KpiApi.GraphQL.Language;

/// <summary>A punctuator is its own character; the ampersand and the bar, which only type definitions use, have no other name.</summary>
internal enum TokenKind
{
    End,
    Spread,
    Name,
    Int,
    Float,
    String,
    Bang = '!',
    Dollar = '$',
    ParenOpen = '(',
    ParenClose = ')',
    Colon = ':',
    Equals = '=',
    At = '@',
    BracketOpen = '[',
    BracketClose = ']',
    BraceOpen = '{',
    BraceClose = '}',
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
        _ => $"\"{(char)Kind}\"",
    };
}
