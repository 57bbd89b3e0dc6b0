using System.Buffers;
using System.Numerics;

namespace KpiApi.Engine.Aggregation.Grouping;

/// <summary>
/// Cell interning: numbers the cells that rows are in from 0, in the order in which they appear. What is counted of few rows then costs as much as the
/// rows, and not as much as all the cells that there could be.
/// </summary>
internal sealed class CellIds : IDisposable
{
    /// <summary>Up to this many cells an array over all of them is cheaper than looking them up, and stays in the core's own cache.</summary>
    private const int DirectCells = 1 << 16;

    private const int FirstSlots = 1 << 12;

    /// <summary>With as many rows for each cell that there could be, a cell is its own number: to clear and to look through all of them is less.</summary>
    private const int RowsACell = 2;

    private const uint Golden = 0x9E3779B1;

    private readonly List<int> _cells = [];
    private readonly bool _isDirect;

    /// <summary>How many cells are their own numbers; 0 where they are not.</summary>
    private readonly int _own;

    /// <summary>By cell, or by hash: the number of a cell, counted from 1; 0 for none.</summary>
    private int[] _numbers;
    private int _slots;

    /// <param name="space">Cells there could be.</param>
    /// <param name="rows">How many rows there will be, at most.</param>
    public CellIds(long space, long rows)
    {
        _isDirect = space <= DirectCells;
        if (_isDirect && space <= rows / RowsACell)
        {
            (_own, _numbers) = ((int)space, []);
            return;
        }
        _numbers = Cleared(_slots = _isDirect ? (int)space : FirstSlots);
    }

    /// <summary>Cells numbered so far; all that there could be where each is its own number.</summary>
    public int Count => _own > 0 ? _own : _cells.Count;

    public int Cell(int number) => _own > 0 ? number : _cells[number];

    /// <summary>Whether numbers ascend as their cells do.</summary>
    public bool AreInOrder => _own > 0;

    /// <summary>Replaces each cell by its number; new cells get the next ones.</summary>
    public void Number(Span<int> cells)
    {
        if (_own > 0)
            return;
        if (_isDirect)
            NumberDirect(cells);
        else
            NumberByHash(cells);
    }

    public void Dispose()
    {
        if (_numbers.Length > 0)
            ArrayPool<int>.Shared.Return(_numbers);
    }

    private static int[] Cleared(int length)
    {
        var array = ArrayPool<int>.Shared.Rent(length);
        array.AsSpan(0, length).Clear();
        return array;
    }

    private void NumberDirect(Span<int> cells)
    {
        var numbers = _numbers;
        foreach (ref var cell in cells)
        {
            ref var number = ref numbers[cell];
            if (number == 0)
            {
                _cells.Add(cell);
                number = _cells.Count;
            }
            cell = number - 1;
        }
    }

    private void NumberByHash(Span<int> cells)
    {
        foreach (ref var cell in cells)
        {
            if (2 * _cells.Count >= _slots)
                GrowSlots();
            ref var number = ref Slot(cell);
            if (number == 0)
            {
                _cells.Add(cell);
                number = _cells.Count;
            }
            cell = number - 1;
        }
    }

    /// <summary>The slot of a cell, or the free one where it belongs.</summary>
    private ref int Slot(int cell)
    {
        var mask = _slots - 1;
        var slot = (int)((uint)cell * Golden >> (32 - BitOperations.Log2((uint)_slots)));
        while (_numbers[slot] != 0 && _cells[_numbers[slot] - 1] != cell)
            slot = (slot + 1) & mask;
        return ref _numbers[slot];
    }

    private void GrowSlots()
    {
        ArrayPool<int>.Shared.Return(_numbers);
        _numbers = Cleared(_slots *= 4);
        for (var number = 0; number < _cells.Count; number++)
            Slot(_cells[number]) = number + 1;
    }
}
