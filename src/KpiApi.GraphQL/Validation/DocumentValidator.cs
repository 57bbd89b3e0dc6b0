using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Validation;

/// <summary>
/// Walks a document once and asks at each node the rules that concern it, in the order of the specification; so the errors
/// come in the order in which a reader meets them.
/// </summary>
internal sealed class DocumentValidator
{
    private readonly ValidationContext context;
    private readonly OperationRules operations;
    private readonly FragmentRules fragments;
    private readonly VariableRules variables;
    private readonly FieldRules fields;
    private readonly FieldMerging merging;
    private readonly ArgumentRules arguments;
    private Definition definition;

    private DocumentValidator(ValidationContext context)
    {
        this.context = context;
        definition = context.Document.Definitions[0];
        operations = new OperationRules(context);
        fragments = new FragmentRules(context);
        variables = new VariableRules(context);
        fields = new FieldRules(context);
        merging = new FieldMerging(context);
        arguments = new ArgumentRules(context, new ValueRules(context, variables));
    }

    /// <summary>Without errors in it the document can be executed: every rule of the specification holds.</summary>
    public static ValidationContext Validate(GraphQLSchema schema, Document document, GraphQLOptions options)
    {
        var context = new ValidationContext(schema, document, options);
        if (!DocumentSize.Check(context, options)) return context;
        var validator = new DocumentValidator(context);
        foreach (var definition in document.Definitions) validator.Visit(definition);
        // Operations use variables through fragments, which may stand behind them.
        var reached = new HashSet<Definition>();
        foreach (var operation in document.Definitions.OfType<OperationDefinition>()) reached.UnionWith(validator.variables.CheckUsages(operation));
        validator.fragments.CheckUnused(reached);
        return context;
    }

    private void Visit(Definition current)
    {
        definition = current;
        ObjectType? type;
        if (current is OperationDefinition operation)
        {
            operations.Check(operation);
            variables.CheckUnique(operation);
            arguments.CheckDirectivesUnique(definition, operation.Directives);
            type = operation.Kind == OperationKind.Query ? context.Schema.Query : null;
            foreach (var variable in operation.Variables) Visit(variable);
            Visit(operation.Directives, operation.Kind.ToString().ToUpperInvariant());
        }
        else
        {
            var fragment = (FragmentDefinition)current;
            fragments.Check(fragment);
            arguments.CheckDirectivesUnique(definition, fragment.Directives);
            type = fragments.CheckKnown(definition, fragment.On) as ObjectType;
            Visit(fragment.Directives, "FRAGMENT_DEFINITION");
        }

        Visit(current.Selections, type);
    }

    private void Visit(VariableDefinition variable)
    {
        var type = context.Schema.TypeOf(variable.Type);
        arguments.CheckDirectivesUnique(definition, variable.Directives);
        variables.CheckType(definition, variable, type);
        if (variable.Default is not null) arguments.Values.Check(definition, variable.Default, type is { IsInput: true } ? type : null);
        Visit(variable.Directives, "VARIABLE_DEFINITION");
    }

    private void Visit(SelectionSet selections, ObjectType? parent)
    {
        if (!context.HasCycles) merging.Check(definition, selections, parent);
        foreach (var selection in selections.Items)
        {
            switch (selection)
            {
                case Field field:
                    Visit(field, parent);
                    break;
                case InlineFragment inline:
                    fragments.Check(definition, inline, parent);
                    arguments.CheckDirectivesUnique(definition, inline.Directives);
                    var type = inline.On is null ? parent : fragments.CheckKnown(definition, inline.On) as ObjectType;
                    Visit(inline.Directives, "INLINE_FRAGMENT");
                    Visit(inline.Selections!, type);
                    break;
                default:
                    var spread = (FragmentSpread)selection;
                    fragments.Check(definition, spread, parent);
                    arguments.CheckDirectivesUnique(definition, spread.Directives);
                    variables.Spread(definition, spread.Name.Value);
                    Visit(spread.Directives, "FRAGMENT_SPREAD");
                    break;
            }
        }
    }

    private void Visit(Field field, ObjectType? parent)
    {
        var known = parent is null ? null : context.Schema.Field(parent, field.Name.Value);
        fields.Check(definition, field, parent, known);
        arguments.CheckDirectivesUnique(definition, field.Directives);
        arguments.CheckUnique(definition, field.Arguments);
        foreach (var argument in field.Arguments)
        {
            arguments.CheckKnown(definition, argument, field, known, parent);
            arguments.CheckValue(definition, argument, known?.Argument(argument.Name.Value));
        }

        Visit(field.Directives, "FIELD");
        if (field.Selections is not null) Visit(field.Selections, known?.Type.Named as ObjectType);
        if (known is not null) arguments.CheckRequired(definition, field, known.Arguments);
    }

    private void Visit(IReadOnlyList<Directive> directives, string location)
    {
        foreach (var directive in directives)
        {
            var known = arguments.CheckDirective(definition, directive, location);
            foreach (var argument in directive.Arguments)
            {
                var name = argument.Name.Value;
                arguments.CheckValue(definition, argument, known?.Arguments.FirstOrDefault(candidate => candidate.Name == name));
            }

            if (known is not null) arguments.CheckRequired(definition, directive, known.Arguments);
        }
    }
}
