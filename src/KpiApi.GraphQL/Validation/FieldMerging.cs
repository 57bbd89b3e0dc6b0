using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Validation;

/// <summary>
/// Fields that share a name in the answer must be the same field with the same arguments. That is an equivalence, so each
/// is compared with the first of its name instead of with every other, and what they select is merged and checked as one
/// set: linear in the fields where comparing pairs is quadratic.
/// </summary>
internal sealed class FieldMerging(ValidationContext context)
{
    /// <summary>Fields of a fragment meet again wherever it is spread; one report of them is enough.</summary>
    private readonly HashSet<(Field First, Field Other)> reported = [];
    private int work;

    public void Check(Definition within, SelectionSet selections, ObjectType? parent)
    {
        var groups = new Groups();
        Collect(selections, parent, above: null, groups);
        CheckGroups(within, groups);
    }

    private void CheckGroups(Definition within, Groups groups)
    {
        foreach (var group in groups.ByKey.Values)
        {
            // One field alone is checked when the walk comes to its own selection.
            if (group.Count < 2 || context.IsFull) continue;
            var merged = new Groups();
            foreach (var entry in group)
            {
                if (entry != group[0] && Conflict(group[0], entry) is { } conflict && reported.Add((group[0].Field, entry.Field)))
                {
                    context.Report(within, conflict, [.. group[0].Positions(), .. entry.Positions()]);
                }

                if (entry.Field.Selections is { } inner) Collect(inner, entry.Type?.Named as ObjectType, entry, merged);
            }

            CheckGroups(within, merged);
        }
    }

    private void Collect(SelectionSet selections, ObjectType? parent, Entry? above, Groups groups)
    {
        foreach (var selection in selections.Items)
        {
            // The limit on fields makes this a formality; without it sets of fragments could merge in ever new ways.
            if (++work > context.MergeBudget)
            {
                throw new SyntaxException("The document takes too long to check.", 0, ErrorCodes.TooManyFields);
            }

            switch (selection)
            {
                case Field field:
                    var type = parent is null ? null : context.Schema.Field(parent, field.Name.Value)?.Type;
                    groups.Add(new Entry(field, parent, type, above));
                    break;
                case InlineFragment inline:
                    Collect(inline.Selections!, inline.On is null ? parent : context.Schema.TypeOf(inline.On) as ObjectType, above, groups);
                    break;
                case FragmentSpread spread:
                    if (groups.Fragments.Add(spread.Name.Value) && context.Fragment(spread.Name.Value) is { } fragment)
                    {
                        Collect(fragment.Selections, context.Schema.TypeOf(fragment.On) as ObjectType, above, groups);
                    }

                    break;
            }
        }
    }

    private static string? Conflict(Entry first, Entry other)
    {
        var key = Names.Clip(first.Field.ResponseKey);
        if (first.Parent == other.Parent)
        {
            if (first.Field.Name.Value != other.Field.Name.Value)
            {
                return $"{key} can't be both {Names.Clip(first.Field.Name.Value)} and {Names.Clip(other.Field.Name.Value)}; use an alias.";
            }

            if (first.Arguments != other.Arguments) return $"{key} is asked for twice with different arguments; use an alias.";
        }

        var isShaped = first.Type is null || other.Type is null || HaveOneShape(first.Type, other.Type);
        return isShaped ? null : $"{key} can't be both of type {first.Type} and {other.Type}; use an alias.";
    }

    private static bool HaveOneShape(GraphType left, GraphType right) => (left, right) switch
    {
        (NonNullType, NonNullType) => HaveOneShape(left.Nullable, right.Nullable),
        (ListType leftList, ListType rightList) => HaveOneShape(leftList.Item, rightList.Item),
        (ObjectType, ObjectType) => true,
        _ => left == right,
    };

    private sealed class Groups
    {
        public OrderedDictionary<string, List<Entry>> ByKey { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Fragments { get; } = new(StringComparer.Ordinal);

        public void Add(Entry entry)
        {
            if (!ByKey.TryGetValue(entry.Field.ResponseKey, out var group)) ByKey.Add(entry.Field.ResponseKey, group = []);
            group.Add(entry);
        }
    }

    private sealed class Entry(Field field, ObjectType? parent, GraphType? type, Entry? above)
    {
        private string? arguments;

        public Field Field { get; } = field;

        public ObjectType? Parent { get; } = parent;

        public GraphType? Type { get; } = type;

        public string Arguments => arguments ??= CanonicalArguments.Print(Field.Arguments);

        /// <summary>The fields from the one that was merged first down to this.</summary>
        public IEnumerable<int> Positions() => (above?.Positions() ?? []).Append(Field.Position);
    }
}
