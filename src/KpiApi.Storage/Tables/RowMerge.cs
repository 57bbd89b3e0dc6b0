namespace KpiApi.Storage.Tables;

/// <summary>
/// How the items of one write become rows beside what is stored. Asked by the writer inside the transaction, in the order of the items, and again
/// when the transaction is tried again.
/// </summary>
internal abstract class RowMerge<T>
{
    /// <summary>Set to let an item of this write that is older than the stored row change nothing, beside what its table says; one that says null is never older.</summary>
    public Func<T, long?>? NewestBy { get; set; }

    /// <summary>Whether an item can be stored as the row that it makes by itself if the store has none with its id: no look into the store is needed then.</summary>
    public abstract bool IsWhole(int place);

    /// <summary>The row to be stored of an item; null when the item is refused.</summary>
    /// <param name="place">Of the item in its write.</param>
    /// <param name="stored">The row with its id; null when there is none.</param>
    /// <param name="hasEvents">Whether an event of a ticket is stored.</param>
    public abstract T? Merge(int place, T? stored, Func<string, bool> hasEvents);

    /// <summary>Whether all that an item says is what is stored, by a look that costs less than merging them: most that is sent again is the same. False where only merging tells.</summary>
    public virtual bool ChangesNothing(int place, T stored) => false;

    /// <summary>What becomes of an item.</summary>
    /// <param name="item">The row that it makes by itself, and the one with its id; null when there is none.</param>
    /// <param name="merged">The row to be stored; set when there is something to store.</param>
    public Judgement Judge(StoreTable<T> table, int place, (T Row, T? Stored) item, Func<string, bool> hasEvents, out T? merged)
    {
        merged = default;
        if (item.Stored is { } stored && (table.IsOlder(item.Row, stored) || NewestBy?.Invoke(item.Row) < NewestBy?.Invoke(stored))) return Judgement.Unchanged;
        if (item.Stored is { } same && ChangesNothing(place, same)) return Judgement.Unchanged;
        merged = Merge(place, item.Stored, hasEvents);
        if (merged is null) return Judgement.Refused;
        if (item.Stored is null) return Judgement.Created;
        return EqualityComparer<T>.Default.Equals(merged, item.Stored) ? Judgement.Unchanged : Judgement.Updated;
    }
}

internal enum Judgement : byte { Created, Updated, Unchanged, Refused }

/// <summary>Items to be merged one by one.</summary>
/// <param name="Rows">That they make by themselves; those to be stored are put in their places.</param>
/// <param name="Left">The places of those that are left out.</param>
internal readonly record struct MergedRows<T>(T[] Rows, RowMerge<T> Merge, IReadOnlySet<int>? Left);
