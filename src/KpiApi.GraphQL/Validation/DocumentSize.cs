using KpiApi.GraphQL.Language;

namespace KpiApi.GraphQL.Validation;

/// <summary>
/// How large a document is with its fragments written out: measured before any rule runs, each fragment once, so that a few
/// fragments that spread each other can't make a large document of a small one. Finds cycles on the way.
/// </summary>
internal sealed class DocumentSize
{
    /// <summary>Selection sets inside each other, also those of fragments without fields between: what recursion costs.</summary>
    private const int MaxLevels = 200;

    private readonly ValidationContext context;
    private readonly Dictionary<FragmentDefinition, Size?> fragments = [];
    private bool hasCycles;

    private DocumentSize(ValidationContext context) => this.context = context;

    /// <summary>Reports the first limit that is passed.</summary>
    public static bool Check(ValidationContext context, GraphQLOptions options)
    {
        var document = new DocumentSize(context);
        var (fields, aliases) = (0L, 0L);
        foreach (var definition in context.Document.Definitions)
        {
            var size = definition is FragmentDefinition fragment ? document.Of(fragment, 0) : document.Of(definition.Selections, 0);
            if (definition is OperationDefinition)
            {
                fields += size.Fields;
                aliases += size.Aliases;
            }

            var (code, message) = size switch
            {
                _ when size.Depth > options.MaxDepth => (ErrorCodes.TooDeep, $"Fields nest deeper than {options.MaxDepth} levels."),
                _ when size.Levels > MaxLevels => (ErrorCodes.TooDeep, $"Fragments nest deeper than {MaxLevels} levels."),
                _ when Math.Max(fields, size.Fields) > options.MaxFields =>
                    (ErrorCodes.TooManyFields, $"The document has more than {options.MaxFields} fields, fragments written out."),
                _ when Math.Max(aliases, size.Aliases) > options.MaxAliases =>
                    (ErrorCodes.TooManyAliases, $"The document has more than {options.MaxAliases} aliases, fragments written out."),
                _ => default,
            };
            if (code is null) continue;
            context.Report(definition, code, message, definition.Position);
            return false;
        }

        context.Fields = fields;
        context.HasCycles = document.hasCycles;
        return true;
    }

    private Size Of(FragmentDefinition fragment, int level)
    {
        if (fragments.TryGetValue(fragment, out var known))
        {
            hasCycles |= known is null;
            return known ?? default;
        }

        fragments.Add(fragment, null);
        var size = Of(fragment.Selections, level);
        fragments[fragment] = size;
        return size;
    }

    private Size Of(SelectionSet selections, int level)
    {
        if (level > MaxLevels) return new Size(0, MaxLevels + 1, 0, 0);
        var total = default(Size);
        foreach (var selection in selections.Items)
        {
            total = total.Beside(selection switch
            {
                Field { Selections: null } field => new Size(1, 0, 1, field.Alias is null ? 0 : 1),
                Field field => Of(field.Selections!, level + 1).Inside(field),
                InlineFragment inline => Of(inline.Selections!, level + 1),
                _ => context.Fragment(((FragmentSpread)selection).Name.Value) is { } fragment ? Of(fragment, level + 1) : default,
            });
        }

        return total with { Levels = total.Levels + 1 };
    }

    private readonly record struct Size(int Depth, int Levels, long Fields, long Aliases)
    {
        /// <summary>Doubling thirty times would pass any limit; it must not pass what a long can hold.</summary>
        private const long Huge = int.MaxValue;

        public Size Beside(Size other) => new(
            Math.Max(Depth, other.Depth),
            Math.Max(Levels, other.Levels),
            Math.Min(Huge, Fields + other.Fields),
            Math.Min(Huge, Aliases + other.Aliases));

        public Size Inside(Field field) =>
            this with { Depth = Depth + 1, Fields = Fields + 1, Aliases = Aliases + (field.Alias is null ? 0 : 1) };
    }
}
