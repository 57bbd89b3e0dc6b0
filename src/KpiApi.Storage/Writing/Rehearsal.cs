namespace KpiApi.Storage.Writing;

/// <summary>
/// What the writes of one request would have stored, had it not been a dry run, so that an id that comes again is judged by what came before it.
/// Of a longer stream only the last rows are kept. Used by the writer alone.
/// </summary>
internal sealed class Rehearsal<T>
{
    /// <summary>Some tens of megabytes.</summary>
    public const int MaxRows = 100_000;

    private readonly Dictionary<string, (T Row, PendingWrite By)> _rows = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    /// <param name="by">Who asks; what it kept itself, in a transaction that is tried again, does not count.</param>
    public bool TryGet(string id, PendingWrite by, out T row)
    {
        var found = _rows.TryGetValue(id, out var kept) && kept.By != by;
        row = kept.Row;
        return found;
    }

    public void Keep(string id, T row, PendingWrite by)
    {
        if (!_rows.ContainsKey(id))
        {
            if (_order.Count == MaxRows) _rows.Remove(_order.Dequeue());
            _order.Enqueue(id);
        }

        _rows[id] = (row, by);
    }
}
