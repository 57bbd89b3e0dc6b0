using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using KpiApi.Http.Errors;

namespace KpiApi.Http.Json;

/// <summary>What holds for every text that comes in, whatever it is for.</summary>
internal static class TextRules
{
    /// <summary>Null = it is all right, but for its length.</summary>
    public static RequestError? Check(string name, ReadOnlySpan<byte> utf8, bool isRequired = false, bool isMultiline = false)
    {
        if (!Utf8.IsValid(utf8)) return InvalidUtf8(name);
        if (utf8.IndexOfAnyExcept((byte)' ') < 0)
            return new("empty", $"{name} is empty; " + (isRequired ? "it has to say something." : "leave it out, or send null, when there is none."));
        if (IsAddress(name) && IsPathStep(utf8))
            return new("not_addressable", $"{name} can't be '.' or '..', which mean a place in a URL and not an item: nothing could ask for it or delete it.");
        return HasControlCharacters(utf8, isMultiline) ? new("control_character", $"{name} contains a control character.") : null;
    }

    /// <summary>A line of at most so many characters, or what is wrong with it.</summary>
    public static RequestError? CheckLine(string name, string text, int maxLength) =>
        Check(name, Encoding.UTF8.GetBytes(text)) ?? (text.Length > maxLength ? TooLong(name, text, maxLength) : null);

    public static RequestError TooLong(string name, string text, int maxLength) => new("too_long", $"{name} has {text.Length} characters; at most {maxLength} are possible.");

    public static RequestError InvalidUtf8(string name) => new("invalid_utf8", $"{name} is not valid UTF-8.");

    /// <summary>The text or name at which the reader stands; null where it is none: half of a surrogate pair, or bytes that are no UTF-8.</summary>
    public static string? Read(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>'.' or '..', which no URL can end with.</summary>
    public static bool IsPathStep(ReadOnlySpan<byte> utf8) => utf8.SequenceEqual("."u8) || utf8.SequenceEqual(".."u8);

    /// <summary>Names something that has a URL of its own.</summary>
    private static bool IsAddress(string name) => name is "id" or "ticket" or "account" or "agent";

    private static bool HasControlCharacters(ReadOnlySpan<byte> utf8, bool isMultiline)
    {
        // U+0080 to U+009F are C2 80 to C2 9F.
        for (var rest = utf8; rest.IndexOf((byte)0xC2) is >= 0 and var at; rest = rest[(at + 2)..])
            if (rest[at + 1] < 0xA0) return true;
        if (!isMultiline) return utf8.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || utf8.Contains((byte)0x7F);
        foreach (var unit in utf8)
            if (unit is < 0x20 and not ((byte)'\n' or (byte)'\r' or (byte)'\t') or 0x7F) return true;
        return false;
    }
}
