using System.Text.Json;

namespace KpiApi.GraphQL.Schema;

/// <summary>A type that ends a selection: scalars and enums.</summary>
internal abstract class LeafType(string name) : NamedType(name)
{
    public abstract void Write(Utf8JsonWriter writer, object value);

    /// <param name="raw">
    /// A string, bool, <see cref="RawNumber"/>, <see cref="RawName"/>, list of raws or dictionary of raws; never null.
    /// </param>
    /// <param name="isLiteral">Written in the document; false for the JSON of a variable, whose rules are looser.</param>
    /// <exception cref="FormatException">The value isn't one of this type; the message says what one looks like.</exception>
    public abstract object? Parse(object raw, bool isLiteral);
}

/// <summary>A number as written, so that a decimal loses nothing on its way.</summary>
internal readonly record struct RawNumber(string Text, bool IsFloat);

/// <summary>An enum value as a document writes it, which is never a string there.</summary>
internal readonly record struct RawName(string Text);

internal sealed class ScalarType(string name) : LeafType(name)
{
    public string? SpecifiedByUrl { get; init; }

    public required Action<Utf8JsonWriter, object> OnWrite { get; init; }

    public required Func<object, bool, object?> OnParse { get; init; }

    public override void Write(Utf8JsonWriter writer, object value) => OnWrite(writer, value);

    public override object? Parse(object raw, bool isLiteral) => OnParse(raw, isLiteral);
}

internal sealed class EnumType : LeafType
{
    private readonly Dictionary<string, EnumMember> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<object, JsonEncodedText> nameOf = [];

    public EnumType(string name, IReadOnlyList<EnumMember> members)
        : base(name)
    {
        Members = members;
        foreach (var member in members)
        {
            if (!Names.IsValid(member.Name) || !byName.TryAdd(member.Name, member))
            {
                throw new InvalidOperationException($"Enum {name} can't have the value {member.Name}, or not twice.");
            }

            // Two names may stand for one value, a deprecated one beside its successor; the first is the one written.
            nameOf.TryAdd(member.Value, JsonEncodedText.Encode(member.Name));
        }
    }

    public IReadOnlyList<EnumMember> Members { get; }

    public override void Write(Utf8JsonWriter writer, object value)
    {
        if (!nameOf.TryGetValue(value, out var text)) throw new InvalidOperationException($"{value} is no value of enum {Name}.");
        writer.WriteStringValue(text);
    }

    public override object? Parse(object raw, bool isLiteral)
    {
        var text = raw switch
        {
            RawName name => name.Text,
            string json when !isLiteral => json,
            _ => null,
        };
        if (text is not null && byName.TryGetValue(text, out var member)) return member.Value;
        var nearest = text is null ? null : Names.Nearest(text, byName.Keys);
        throw new FormatException($"it must be a value of the enum{(nearest is null ? "." : $"; did you mean {nearest}?")}");
    }
}

internal sealed record EnumMember(string Name, object Value, string? Description, string? DeprecationReason);
