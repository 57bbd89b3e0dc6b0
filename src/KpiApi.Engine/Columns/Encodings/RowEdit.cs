using System.Runtime.InteropServices;

namespace KpiApi.Engine.Columns.Encodings;

/// <summary>How the rows of one table change: stretches of old rows that stay, and between them rows that are written anew ("fresh").</summary>
internal sealed class RowEdit
{
    private readonly List<Stretch> _stretches = [];
    private readonly List<Stretch> _removed = [];

    /// <param name="owners">For each old row its owner, ascending.</param>
    /// <param name="changed">The owners written anew, ascending.</param>
    /// <param name="rows">How many rows each of them has from now on.</param>
    public RowEdit(CodeColumn owners, ReadOnlySpan<int> changed, ReadOnlySpan<int> rows)
    {
        OldRows = owners.Length;
        var from = 0;
        for (var i = 0; i < changed.Length; i++)
        {
            // Behind the last row, where all that are new lie, there is nothing to look for.
            var start = from == OldRows ? from : owners.LowerBound(changed[i], from);
            var end = start == OldRows ? start : owners.LowerBound(changed[i] + 1, start);
            Add(new Stretch(from, start - from, IsFresh: false));
            Add(new Stretch(FreshRows, rows[i], IsFresh: true));
            if (end > start)
                _removed.Add(new Stretch(start, end - start, IsFresh: false));
            FreshRows += rows[i];
            RemovedRows += end - start;
            KeepsPlaces &= rows[i] == end - start;
            from = end;
        }
        Add(new Stretch(from, OldRows - from, IsFresh: false));
    }

    /// <summary>Rows appended to a table of which each owner has one.</summary>
    public RowEdit(IdColumn owners, int appended)
    {
        OldRows = owners.Length;
        (FreshRows, KeepsPlaces) = (appended, appended == 0);
        Add(new Stretch(0, OldRows, IsFresh: false));
        Add(new Stretch(0, appended, IsFresh: true));
    }

    public int OldRows { get; }

    /// <summary>Rows written anew, and those of them that are in the place of others.</summary>
    public int FreshRows { get; private set; }
    public int RemovedRows { get; private set; }
    public int NewRows => OldRows - RemovedRows + FreshRows;

    public bool IsNothing => FreshRows == 0 && RemovedRows == 0;

    /// <summary>Each owner has as many rows as before, so a column whose values stay is the same column.</summary>
    public bool KeepsPlaces { get; private set; } = true;

    /// <summary>What the new rows are, from the first to the last.</summary>
    public ReadOnlySpan<Stretch> Stretches => CollectionsMarshal.AsSpan(_stretches);

    /// <summary>The old rows that go.</summary>
    public ReadOnlySpan<Stretch> Removed => CollectionsMarshal.AsSpan(_removed);

    /// <summary>The values of the new rows, in order.</summary>
    public void Compose<T>(ReadOnlySpan<T> old, ReadOnlySpan<T> fresh, Span<T> destination)
    {
        foreach (var stretch in _stretches)
        {
            (stretch.IsFresh ? fresh : old).Slice(stretch.Start, stretch.Count).CopyTo(destination);
            destination = destination[stretch.Count..];
        }
    }

    private void Add(Stretch next)
    {
        if (next.Count == 0)
            return;
        if (_stretches.Count > 0 && _stretches[^1] is var last && last.IsFresh == next.IsFresh && last.Start + last.Count == next.Start)
            _stretches[^1] = last with { Count = last.Count + next.Count };
        else
            _stretches.Add(next);
    }
}

/// <param name="Start">The first of them among the old rows, or among the fresh ones.</param>
internal readonly record struct Stretch(int Start, int Count, bool IsFresh);
