using KpiApi.Http.Errors;
using KpiApi.Ingest.Contracts;
using KpiApi.Storage.Tables;

namespace KpiApi.Ingest.Parsing;

/// <summary>
/// Items on their way to the store: the row that each makes by itself, and what of it the item said. Read by a request, then merged by the writer,
/// which alone knows what is stored.
/// </summary>
internal sealed class IncomingItems<T>(Contract<T> contract, int capacity = 0) : RowMerge<T>
{
    private readonly ItemDraft _draft = new(contract.Fields.Length);
    private readonly List<Incoming<T>> _items = new(capacity);
    private readonly Dictionary<int, IReadOnlyList<RequestError>> _errors = [];

    /// <summary>Of a table, the column of a field.</summary>
    public Func<Field, string?> ColumnOf { get; set; } = _ => null;

    public List<T> Rows { get; } = new(capacity);

    /// <param name="index">In its batch; null for an item that came alone.</param>
    public void Add(in Incoming<T> item, long? index)
    {
        Rows.Add(item.Row);
        _items.Add(item with { Index = index });
    }

    /// <summary>What is wrong with those that have to be seen beside what is stored, if it does not mend them.</summary>
    public IEnumerable<IReadOnlyList<RequestError>> Doubts => _items.Select(item => item.Doubts).OfType<IReadOnlyList<RequestError>>();

    /// <summary>In its batch; null for an item that came alone.</summary>
    public long? IndexOf(int place) => _items[place].Index;

    /// <summary>Of an item that the writer refused; null where it did not refuse it for what it says.</summary>
    public IReadOnlyList<RequestError>? ErrorsOf(int place) => _errors.GetValueOrDefault(place);

    public override bool IsWhole(int place) => _items[place].Doubts is null;

    public override T? Merge(int place, T? stored, Func<string, bool> hasEvents)
    {
        var item = _items[place];
        _errors.Remove(place);
        // Nothing to merge, and nothing doubted: the row stands as it was made.
        if (item.Doubts is null && (stored is null || item.Said.IsWhole)) return item.Row;
        _draft.Clear();
        contract.Load(_draft, item, stored);
        contract.CheckWhole(_draft, hasEvents);
        if (_draft.Problems.Count == 0) return contract.Make(_draft);
        _errors[place] = [.. MergeErrors.Of(contract, _draft, item, isNew: stored is null).Select(error => item.Line == 0 ? error.Error : error.Error with { Line = item.Line, Column = error.Field is null ? null : ColumnOf(error.Field) })];
        return default;
    }
}

/// <param name="Row">That it makes by itself, where it says nothing with defaults.</param>
/// <param name="Doubts">What is wrong with it unless what is stored mends it; null for nothing.</param>
internal readonly record struct Incoming<T>(T Row, SaidFields Said, IReadOnlyList<RequestError>? Doubts)
{
    public long? Index { get; init; }

    /// <summary>Of a table, where its row begins; 0 for none.</summary>
    public long Line { get; init; }

    /// <summary>Attributes that it clears one by one.</summary>
    public IReadOnlyList<string>? ClearedAttributes { get; init; }
}

/// <summary>Which fields an item says, a bit each by <see cref="Field.Index"/>.</summary>
/// <param name="Given">With a value or null.</param>
/// <param name="Cleared">With null.</param>
/// <param name="IsWhole">It replaces what is stored: what it does not say is cleared.</param>
internal readonly record struct SaidFields(ulong Given, ulong Cleared, bool IsWhole)
{
    public bool IsGiven(Field field) => (Given >> field.Index & 1) != 0;

    public bool IsCleared(Field field) => (Cleared >> field.Index & 1) != 0;
}
