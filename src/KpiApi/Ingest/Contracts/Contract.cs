using System.Collections.Immutable;
using KpiApi.Ingest.Parsing;

namespace KpiApi.Ingest.Contracts;

/// <summary>What one resource looks like from outside, and how an item that is all right becomes a row.</summary>
/// <param name="Name">As in the path: tickets.</param>
/// <param name="Singular">As in sentences: ticket.</param>
/// <param name="Columns">Its fields, in the order in which clients are likely to send them: the reader tries the next one first.</param>
/// <param name="Check">Rules between fields; those of a single field have been checked.</param>
internal sealed record Contract<T>(string Name, string Singular, ContractFields<T> Columns, Action<ItemDraft> Check)
{
    public ImmutableArray<Field> Fields { get; } = Columns.InOrder;

    /// <summary>Ids of the attributes that items may have.</summary>
    public IReadOnlyList<string> Declared { get; init; } = [];

    /// <summary>The fields as the columns of a table: each attribute has one of its own.</summary>
    public IEnumerable<Field> TableFields => Fields.SelectMany(known => known.Kind == FieldKind.Attributes
        ? Declared.Select(id => known with { Name = $"{known.Name}.{id}", Attribute = id })
        : [known]);

    /// <summary>Whether a member of a row names an agent, which only callers with the scope read:agents may see.</summary>
    public Func<T, Field, bool> NamesAgent { get; init; } = (_, field) => field.NamesAgent;

    /// <summary>Fills in defaults that depend on other fields.</summary>
    public Action<T, ItemDraft> Complete { get; init; } = (_, _) => { };

    /// <summary>To be called only for a draft without problems.</summary>
    public T Make(ItemDraft draft)
    {
        var row = Columns.Make(draft);
        Complete(row, draft);
        return row;
    }

    /// <summary>Reports what can be known only when all values have been read: which are missing, and the rules between them.</summary>
    public void CheckWhole(ItemDraft draft)
    {
        foreach (var field in Fields)
            if (field.Required && draft[field].State is SlotState.Absent or SlotState.Null)
                draft.Problem(field, "required", $"{field.Name} is missing.");
        Check(draft);
    }
}
