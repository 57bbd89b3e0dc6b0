using System.Collections.Immutable;
using KpiApi.Ingest.Parsing;

namespace KpiApi.Ingest.Contracts;

/// <summary>What one resource looks like from outside, and how an item that is all right becomes a row.</summary>
/// <param name="Name">As in the path: tickets.</param>
/// <param name="Singular">As in sentences: ticket.</param>
/// <param name="Fields">In the order in which clients are likely to send them: the reader tries the next one first.</param>
/// <param name="Check">Rules between fields; those of a single field have been checked.</param>
/// <param name="Make">Called only without problems.</param>
internal sealed record Contract<T>(string Name, string Singular, ImmutableArray<Field> Fields, Action<ItemDraft> Check, Func<ItemDraft, T> Make)
{
    public ImmutableArray<Field> Fields { get; } = Numbered(Fields);

    /// <summary>Reports what can be known only when all values have been read: which are missing, and the rules between them.</summary>
    public void CheckWhole(ItemDraft draft)
    {
        foreach (var field in Fields)
            if (field.Required && draft[field].State is SlotState.Absent or SlotState.Null)
                draft.Problem(field, "required", $"{field.Name} is missing.");
        Check(draft);
    }

    private static ImmutableArray<Field> Numbered(ImmutableArray<Field> fields)
    {
        for (var index = 0; index < fields.Length; index++) fields[index].Index = index;
        return fields;
    }
}
