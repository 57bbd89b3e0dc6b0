using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Facts;

/// <summary>What the values of a column of facts are, where they leave.</summary>
public enum FactKind { Text, Instant, Seconds, Integer, Number, Flag }

/// <summary>A column of facts that leave.</summary>
/// <param name="Name">Snake case; durations end in <c>_seconds</c>.</param>
/// <param name="NamesAgents">Only for who may see agents.</param>
public sealed record FactColumn(string Name, FactKind Kind, bool NamesAgents)
{
    /// <summary>Before the id of a declared attribute.</summary>
    internal const string AttributePrefix = "attribute_";

    /// <summary>Null for the owner's id, which is no column of the schema.</summary>
    internal object? Field { get; init; }

    internal static FactColumn Of(LongField field) => new(field.Name, KindOf(field.Kind), false) { Field = field };

    internal static FactColumn Of(CodeField field) =>
        new(field.Name, ReferenceEquals(field.Names, FixedNames.NoAndYes) ? FactKind.Flag : FactKind.Text, field.DictionaryId == DictionaryId.Agent) { Field = field };

    internal static FactColumn Of(IdField field) => new(field.Name, FactKind.Text, false) { Field = field };

    /// <summary>A declared attribute.</summary>
    internal static FactColumn Of(CodeField field, string attribute) => new(AttributePrefix + attribute, FactKind.Text, false) { Field = field };

    private static FactKind KindOf(NumberKind kind) => kind switch
    {
        NumberKind.Instant => FactKind.Instant,
        NumberKind.Duration => FactKind.Seconds,
        NumberKind.Number => FactKind.Integer,
        _ => FactKind.Number,
    };
}
