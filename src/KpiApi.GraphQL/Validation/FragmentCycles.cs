using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Validation;

/// <summary>Reports each cycle of fragments once, with the spreads that close it. Each fragment is entered once.</summary>
internal sealed class FragmentCycles(ValidationContext context)
{
    private readonly HashSet<string> entered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> depthOf = new(StringComparer.Ordinal);
    private readonly List<FragmentSpread> path = [];

    public void Check(FragmentDefinition fragment) => Follow(fragment, fragment);

    private void Follow(FragmentDefinition root, FragmentDefinition fragment)
    {
        if (!entered.Add(fragment.Name.Value)) return;
        depthOf[fragment.Name.Value] = path.Count;
        foreach (var spread in Spreads(fragment.Selections))
        {
            path.Add(spread);
            if (depthOf.TryGetValue(spread.Name.Value, out var start))
            {
                var cycle = path.Skip(start).Select(step => step.Position).ToArray();
                context.Report(root, $"Fragment {Names.Clip(spread.Name.Value)} contains itself.", cycle);
            }
            else if (context.Fragment(spread.Name.Value) is { } next)
            {
                Follow(root, next);
            }

            path.RemoveAt(path.Count - 1);
        }

        depthOf.Remove(fragment.Name.Value);
    }

    private static IEnumerable<FragmentSpread> Spreads(SelectionSet selections)
    {
        var open = new Stack<SelectionSet>([selections]);
        while (open.TryPop(out var set))
        {
            foreach (var selection in set.Items)
            {
                if (selection is FragmentSpread spread) yield return spread;
                else if (selection.Selections is { } inner) open.Push(inner);
            }
        }
    }
}
