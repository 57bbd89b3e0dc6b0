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
    /// <summary>The index of an item that came alone.</summary>
    private const long Alone = -1;

    private readonly ItemDraft _draft = new(contract.Fields.Length);

    /// <summary>Lists of small values, which for a batch of a stream are no large objects to the collector.</summary>
    private readonly List<ulong> _given = new(capacity);
    private readonly List<ulong> _cleared = new(capacity);
    private readonly List<long> _indexes = new(capacity);

    /// <summary>Of the few that have more than values, or are to replace what is stored.</summary>
    private readonly Dictionary<int, Incoming<T>> _others = [];
    private readonly Dictionary<int, IReadOnlyList<RequestError>> _errors = [];

    /// <summary>Of a table, the column of a field.</summary>
    public Func<Field, string?> ColumnOf { get; set; } = _ => null;

    public List<T> Rows { get; } = new(capacity);

    /// <param name="index">In its batch; null for an item that came alone.</param>
    public void Add(in Incoming<T> item, long? index)
    {
        if (item.Doubts is not null || item.ClearedAttributes is not null || item.Line != 0 || item.Said.IsWhole) _others.Add(Rows.Count, item with { Index = index });
        Rows.Add(item.Row);
        _given.Add(item.Said.Given);
        _cleared.Add(item.Said.Cleared);
        _indexes.Add(index ?? Alone);
    }

    /// <summary>What is wrong with those that have to be seen beside what is stored, if it does not mend them.</summary>
    public IEnumerable<IReadOnlyList<RequestError>> Doubts => _others.OrderBy(item => item.Key).Select(item => item.Value.Doubts).OfType<IReadOnlyList<RequestError>>();

    /// <summary>In its batch; null for an item that came alone.</summary>
    public long? IndexOf(int place) => _indexes[place] == Alone ? null : _indexes[place];

    /// <summary>Of an item that the writer refused; null where it did not refuse it for what it says.</summary>
    public IReadOnlyList<RequestError>? ErrorsOf(int place) => _errors.GetValueOrDefault(place);

    public override bool IsWhole(int place) => _others.Count == 0 || !_others.TryGetValue(place, out var item) || item.Doubts is null;

    public override bool ChangesNothing(int place, T stored) => _cleared[place] == 0 && !_others.ContainsKey(place) && contract.Columns.AreSame(_given[place], Rows[place], stored);

    public override T? Merge(int place, T? stored, Func<string, bool> hasEvents)
    {
        var item = ItemOf(place);
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

    private Incoming<T> ItemOf(int place) => _others.TryGetValue(place, out var item)
        ? item
        : new(Rows[place], new(_given[place], _cleared[place], IsWhole: false), null) { Index = IndexOf(place) };
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
