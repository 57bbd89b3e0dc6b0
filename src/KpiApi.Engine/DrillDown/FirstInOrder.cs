namespace KpiApi.Engine.DrillDown;

/// <summary>Keeps the first items of all that are offered: memory grows with the page, not with the list.</summary>
/// <param name="count">How many to keep.</param>
/// <param name="order">No two are equal.</param>
internal sealed class FirstInOrder<T>(int count, IComparer<T> order)
{
    // The last of the first so far is on top, to be thrown out.
    private readonly PriorityQueue<T, T> _kept = new(Comparer<T>.Create((a, b) => order.Compare(b, a)));

    /// <summary>True when only what comes before <see cref="Last"/> is still taken.</summary>
    public bool IsFull => _kept.Count == count;

    public T Last => _kept.Peek();

    public void Offer(T item)
    {
        if (!IsFull)
            _kept.Enqueue(item, item);
        else if (order.Compare(item, Last) < 0)
            _kept.EnqueueDequeue(item, item);
    }

    public List<T> InOrder() => [.. _kept.UnorderedItems.Select(i => i.Element).Order(order)];
}
