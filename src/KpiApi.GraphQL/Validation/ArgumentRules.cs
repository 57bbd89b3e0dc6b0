using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Validation;

/// <summary>Arguments known, unique and given where required; directives known, in a place they may stand, and unique there.</summary>
internal sealed class ArgumentRules(ValidationContext context, ValueRules values)
{
    public ValueRules Values { get; } = values;

    public void CheckUnique(Definition within, IReadOnlyList<Argument> arguments) =>
        context.ReportTwice(within, arguments.Select(argument => argument.Name), name => $"Argument {name} is given twice.");

    public void CheckKnown(Definition within, Argument argument, Field field, FieldDefinition? known, ObjectType? parent)
    {
        if (known is null || known.Argument(argument.Name.Value) is not null) return;
        ReportUnknown(within, argument, $"{parent}.{field.Name.Value}", known.Arguments);
    }

    public void CheckValue(Definition within, Argument argument, InputValue? known) =>
        Values.Check(within, argument.Value, known?.Type, known?.HasDefault == true);

    public void CheckRequired(Definition within, Field field, IReadOnlyList<InputValue> known) =>
        CheckRequired(within, field, field.Name.Value, field.Arguments, known);

    public void CheckRequired(Definition within, Directive directive, IReadOnlyList<InputValue> known) =>
        CheckRequired(within, directive, $"@{directive.Name.Value}", directive.Arguments, known);

    public void CheckDirectivesUnique(Definition within, IReadOnlyList<Directive> directives)
    {
        if (directives.Count < 2) return;
        foreach (var group in directives.Where(directive => DirectiveDefinition.Find(directive.Name.Value) is not null)
            .GroupBy(directive => directive.Name.Value))
        {
            foreach (var again in group.Skip(1))
            {
                context.Report(within, $"@{group.Key} may stand only once in one place.", group.First().Position, again.Position);
            }
        }
    }

    public DirectiveDefinition? CheckDirective(Definition within, Directive directive, string location)
    {
        var known = DirectiveDefinition.Find(directive.Name.Value);
        if (known is null)
        {
            context.Report(within, $"There is no directive @{Names.Clip(directive.Name.Value)}.", directive.Position);
        }
        else if (!known.Locations.Contains(location))
        {
            context.Report(within, $"@{known.Name} can't stand on {location}.", directive.Position);
        }

        foreach (var argument in directive.Arguments)
        {
            if (known is not null && known.Arguments.All(candidate => candidate.Name != argument.Name.Value))
            {
                ReportUnknown(within, argument, $"@{known.Name}", known.Arguments);
            }
        }

        CheckUnique(within, directive.Arguments);
        return known;
    }

    private void ReportUnknown(Definition within, Argument argument, string owner, IReadOnlyList<InputValue> known)
    {
        var meant = context.DidYouMean(argument.Name.Value, known.Select(candidate => candidate.Name));
        context.Report(within, $"{owner} has no argument {Names.Clip(argument.Name.Value)}.{meant}", argument.Position);
    }

    private void CheckRequired(
        Definition within, Node node, string owner, IReadOnlyList<Argument> given, IReadOnlyList<InputValue> known)
    {
        foreach (var argument in known)
        {
            if (!argument.IsRequired || given.Any(candidate => candidate.Name.Value == argument.Name)) continue;
            context.Report(within, $"{owner} needs its argument {argument.Name} of type {argument.Type}.", node.Position);
        }
    }
}
