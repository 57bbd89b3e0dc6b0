using System.Collections.Immutable;
using KpiApi.Http.Errors;
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

    public Field Id { get; } = Columns.InOrder.First(field => field.Name == "id");

    /// <summary>Rules for which it matters whether events of a ticket are stored.</summary>
    public Action<ItemDraft, Func<string, bool>> CheckBesideEvents { get; init; } = (_, _) => { };

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

    /// <summary>An item that was read, for the writer.</summary>
    /// <param name="replaces">What it does not say is cleared.</param>
    public Incoming<T> Take(ItemDraft draft, bool replaces, IReadOnlyList<RequestError>? doubts)
    {
        var (given, cleared) = (0ul, 0ul);
        foreach (var field in Fields)
        {
            var state = draft[field].State;
            if (state != SlotState.Absent) given |= 1ul << field.Index;
            if (state == SlotState.Null) cleared |= 1ul << field.Index;
        }

        return new(Make(draft), new(given, cleared, replaces), doubts);
    }

    /// <summary>To be called only for a draft whose values are all right.</summary>
    public T Make(ItemDraft draft)
    {
        var row = Columns.Make(draft);
        Complete(row, draft);
        return row;
    }

    /// <summary>Reports what can be known only of a whole item: which values are missing, and the rules between them.</summary>
    public void CheckWhole(ItemDraft draft, Func<string, bool> hasEvents)
    {
        foreach (var field in Fields)
            if (field.Required && draft[field].State is SlotState.Absent or SlotState.Null) Missing(draft, field);
        Check(draft);
        CheckBesideEvents(draft, hasEvents);
    }

    /// <summary>Reports what is wrong with an item that has just been read.</summary>
    /// <param name="replaces">It is to replace what is stored, and not to be merged with it.</param>
    /// <returns>False when it is wrong whatever is stored; else what is reported are doubts, which the store may clear up.</returns>
    public bool CheckRead(ItemDraft draft, bool replaces)
    {
        CheckCleared(draft);
        if (draft.Problems.Count == 0 && !replaces)
        {
            CheckWhole(draft, _ => false);
            return true;
        }

        return CheckPart(draft, replaces);
    }

    /// <summary>Of an item with problems, or one that is to replace another.</summary>
    private bool CheckPart(ItemDraft draft, bool replaces)
    {
        // Where something required is missing it may be a change of a few values, whose rules are not known here; but what has no id is new.
        var missing = Fields.Where(field => field.Required && field != Id && draft[field].State == SlotState.Absent).ToList();
        if (replaces || !draft.Has(Id)) missing.ForEach(field => Missing(draft, field));
        if (replaces || missing.Count == 0) Check(draft);
        if (draft.Problems.Count > 0) return false;
        CheckBesideEvents(draft, _ => false);
        return true;
    }

    /// <summary>What an item can't be without, whatever is stored: its id, and each required value that it would clear.</summary>
    private void CheckCleared(ItemDraft draft)
    {
        foreach (var field in Fields)
            if (field.Required && (draft[field].State == SlotState.Null || (field == Id && draft[field].State == SlotState.Absent))) Missing(draft, field);
    }

    /// <summary>Puts an item and what it leaves of the stored row into an empty draft.</summary>
    /// <param name="stored">Null when there is none.</param>
    public void Load(ItemDraft draft, in Incoming<T> item, T? stored) => Columns.Load(draft, item, stored);

    private static void Missing(ItemDraft draft, Field field) => draft.Problem(field, "required", $"{field.Name} is missing.");
}
