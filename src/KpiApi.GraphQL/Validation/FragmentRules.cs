using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Validation;

/// <summary>Fragment names unique, known and used; type conditions that exist, are objects and fit; no cycles.</summary>
internal sealed class FragmentRules(ValidationContext context)
{
    private readonly Dictionary<string, Name> names = new(StringComparer.Ordinal);
    private readonly FragmentCycles cycles = new(context);

    public void Check(FragmentDefinition fragment)
    {
        CheckIsObject(fragment, fragment.On);
        var name = fragment.Name;
        if (!names.TryAdd(name.Value, name))
        {
            context.Report(fragment, $"There are two fragments {Names.Clip(name.Value)}.", names[name.Value].Position, name.Position);
        }

        if (context.HasCycles) cycles.Check(fragment);
    }

    public void Check(Definition within, InlineFragment inline, ObjectType? parent)
    {
        if (inline.On is null) return;
        CheckIsObject(within, inline.On);
        CheckPossible(within, inline, context.Schema.TypeOf(inline.On) as ObjectType, parent);
    }

    public void Check(Definition within, FragmentSpread spread, ObjectType? parent)
    {
        if (context.Fragment(spread.Name.Value) is { } fragment)
        {
            CheckPossible(within, spread, context.Schema.TypeOf(fragment.On) as ObjectType, parent);
        }
        else
        {
            context.Report(within, $"There is no fragment {Names.Clip(spread.Name.Value)}.", spread.Name.Position);
        }
    }

    /// <summary>The type of a type condition; null, and reported, when there is none of that name.</summary>
    public GraphType? CheckKnown(Definition within, NamedTypeNode node)
    {
        var type = context.Schema.TypeOf(node);
        if (type is null) ReportUnknown(context, within, node);
        return type;
    }

    public static void ReportUnknown(ValidationContext context, Definition within, NamedTypeNode node)
    {
        var meant = context.DidYouMean(node.Name.Value, context.Schema.Types.Select(type => type.Name));
        context.Report(within, $"There is no type {Names.Clip(node.Name.Value)}.{meant}", node.Position);
    }

    /// <param name="reached">Definitions that some operation comes to.</param>
    public void CheckUnused(IReadOnlySet<Definition> reached)
    {
        foreach (var fragment in context.Document.Definitions.OfType<FragmentDefinition>())
        {
            // Of two fragments with one name the later is the one that a spread means.
            if (reached.Contains(context.Fragment(fragment.Name.Value)!)) continue;
            context.ReportLast($"Fragment {Names.Clip(fragment.Name.Value)} is never used.", fragment.Position);
        }
    }

    private void CheckIsObject(Definition within, NamedTypeNode on)
    {
        if (context.Schema.TypeOf(on) is null or ObjectType) return;
        context.Report(within, $"{on.Name.Value} has no fields to select.", on.Position);
    }

    /// <summary>Without interfaces and unions an object can only be of its own type.</summary>
    private void CheckPossible(Definition within, Selection selection, ObjectType? type, ObjectType? parent)
    {
        if (type is null || parent is null || type == parent) return;
        context.Report(within, $"A {parent} can never be a {type}.", selection.Position);
    }
}
