namespace KpiApi.GraphQL.Language;

/// <summary>Reads one token at a time, so that the first error in the text is the one reported, lexical or not.</summary>
internal sealed class Lexer(string source, int maxTokens)
{
    private const string Punctuators = "!$&():=@[]{|}";

    private int count;
    private int position;

    public Token Next()
    {
        SkipIgnored();
        if (++count > maxTokens)
        {
            throw new SyntaxException($"The document has more than {maxTokens} tokens.", position, ErrorCodes.TooManyTokens);
        }

        var start = position;
        var first = Peek(0);
        if (start == source.Length) return new Token(TokenKind.End, start, null);
        if (IsNameStart(first)) return ReadName(start);
        if (char.IsAsciiDigit(first) || first is '-') return ReadNumber(start);
        if (first is '"')
        {
            var text = StringReader.Read(source, start, out position);
            return new Token(TokenKind.String, start, text);
        }

        if (first is '.' && Peek(1) is '.' && Peek(2) is '.')
        {
            position += 3;
            return new Token(TokenKind.Spread, start, null);
        }

        if (!Punctuators.Contains(first, StringComparison.Ordinal)) throw new SyntaxException($"Unexpected character {Show(first)}.", start);
        position++;
        return new Token((TokenKind)first, start, null);
    }

    private static string Show(char character) =>
        character is > ' ' and <= '~' ? $"'{character}'" : $"U+{(int)character:X4}";

    private static bool IsNameStart(char character) => char.IsAsciiLetter(character) || character is '_';

    private char Peek(int ahead) => position + ahead < source.Length ? source[position + ahead] : '\0';

    private void SkipIgnored()
    {
        while (position < source.Length)
        {
            var character = source[position];
            if (character is '#') SkipComment();
            else if (character is ' ' or ',' or '\t' or '\n' or '\r' or '\uFEFF') position++;
            else return;
        }
    }

    private void SkipComment()
    {
        while (position < source.Length && source[position] is not ('\n' or '\r'))
        {
            if (char.IsSurrogatePair(source, position)) position += 2;
            // Half a surrogate pair is no character: it ends the comment and is refused as a token.
            else if (char.IsSurrogate(source[position])) return;
            else position++;
        }
    }

    private Token ReadName(int start)
    {
        while (IsNameStart(Peek(0)) || char.IsAsciiDigit(Peek(0))) position++;
        return new Token(TokenKind.Name, start, source[start..position]);
    }

    private Token ReadNumber(int start)
    {
        var isFloat = false;
        if (Peek(0) is '-') position++;
        if (Peek(0) is '0')
        {
            position++;
            if (char.IsAsciiDigit(Peek(0))) throw new SyntaxException("A number may not begin with 0 and another digit.", position);
        }
        else
        {
            ReadDigits();
        }

        if (Peek(0) is '.')
        {
            isFloat = true;
            position++;
            ReadDigits();
        }

        if (Peek(0) is 'e' or 'E')
        {
            isFloat = true;
            position++;
            if (Peek(0) is '+' or '-') position++;
            ReadDigits();
        }

        if (Peek(0) is '.' || IsNameStart(Peek(0))) throw new SyntaxException("A digit was expected in the number.", position);
        return new Token(isFloat ? TokenKind.Float : TokenKind.Int, start, source[start..position]);
    }

    private void ReadDigits()
    {
        if (!char.IsAsciiDigit(Peek(0))) throw new SyntaxException("A digit was expected in the number.", position);
        while (char.IsAsciiDigit(Peek(0))) position++;
    }
}
