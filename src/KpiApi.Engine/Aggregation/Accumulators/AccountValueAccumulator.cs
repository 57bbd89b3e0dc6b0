using System.Buffers;
using System.Numerics;
using KpiApi.Engine.Aggregation.Quantiles;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>
/// The yearly value of the different accounts of the rows. Rows of an account are not adjacent, so the accounts of each cell are kept, as numbers
/// that are sorted now and then to drop duplicates: a set would hash each row.
/// </summary>
/// <param name="valueUnits">By the account's code; codes beyond have no value.</param>
internal sealed class AccountValueAccumulator(long[] valueUnits) : Accumulator
{
    private const int FirstPairs = 1024;

    private long[] _valueUnits = valueUnits;

    /// <summary>A cell in the high half, an account in the low one; the first ones sorted and different, the others as they came.</summary>
    private ulong[] _pairs = [];
    private int _count;
    private int _distinct;
    private bool[] _touched = [];
    private Int128[] _sums = [];
    private int[] _counts = [];
    private Int128 _total;
    private int _totalCount;

    public override void Reserve(int cells)
    {
        Grow(ref _touched, cells, false);
        Grow(ref _sums, cells, Int128.Zero);
        Grow(ref _counts, cells, 0);
    }

    public override void Update(in RowBatch batch)
    {
        var accounts = batch.Codes(FactSchema.Ticket.Account);
        MakeRoom(batch.Rows.Length);
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            if (accounts[batch.Rows[i]] is not 0 and var account)
                Add(batch.Cells[i], account);
        }
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var from = (AccountValueAccumulator)other;
        MakeRoom(from._count);
        foreach (var pair in from._pairs.AsSpan(0, from._count))
            Add(map[CellOf(pair)], AccountOf(pair));
    }

    /// <summary>What is cached is merged and never evaluated, so it needs no values.</summary>
    public override void Compact()
    {
        Sort();
        Array.Resize(ref _pairs, _count);
        _valueUnits = [];
    }

    public override void Complete(int buckets)
    {
        Sort();
        var pairs = _pairs.AsSpan(0, _count);
        var known = new bool[_valueUnits.Length];
        foreach (var pair in pairs)
        {
            var account = AccountOf(pair);
            _sums[CellOf(pair)] += Value(account);
            _counts[CellOf(pair)]++;
            if (account >= known.Length)
                Array.Resize(ref known, 2 * account);
            if (known[account])
                continue;
            known[account] = true;
            _total += Value(account);
            _totalCount++;
        }
    }

    public override bool HasData(int cell) => _touched[cell];

    public override Evaluation Evaluate(int cell, Statistic statistic) => new(new Rational(_sums[cell], Money.UnitsPerWhole), _counts[cell]);

    public override Evaluation EvaluateTotal(Statistic statistic) => new(new Rational(_total, Money.UnitsPerWhole), _totalCount);

    protected override long HeldBytes => _pairs.Length * (long)sizeof(ulong);

    private static int CellOf(ulong pair) => (int)(pair >> 32);

    private static int AccountOf(ulong pair) => (int)(uint)pair;

    private void Add(int cell, int account)
    {
        _pairs[_count++] = (ulong)(uint)cell << 32 | (uint)account;
        _touched[cell] = true;
    }

    /// <summary>For so many pairs more; sorts when those that came since are as many as the different ones.</summary>
    private void MakeRoom(int more)
    {
        if (_count + more <= _pairs.Length)
            return;
        if (_count > 2 * _distinct)
            Sort();
        if (_count + more > _pairs.Length || _count > _pairs.Length / 2)
            Array.Resize(ref _pairs, Math.Max(FirstPairs, Math.Max(_count + more, 3 * _count)));
    }

    /// <summary>Leaves each pair once.</summary>
    private void Sort()
    {
        if (_count == _distinct)
            return;
        var rented = ArrayPool<ulong>.Shared.Rent(_count);
        var pairs = _pairs.AsSpan(0, _count);
        var scratch = rented.AsSpan(0, _count);
        var bits = 0UL;
        foreach (var pair in pairs)
            bits |= pair;
        RadixSort.Sort(ref pairs, ref scratch, 0, BitOperations.Log2((uint)bits | 1) + 1);
        if (bits >> 32 != 0)
            RadixSort.Sort(ref pairs, ref scratch, 32, BitOperations.Log2(bits) + 1);
        _distinct = 0;
        foreach (var pair in pairs)
        {
            if (_distinct == 0 || _pairs[_distinct - 1] != pair)
                _pairs[_distinct++] = pair;
        }
        ArrayPool<ulong>.Shared.Return(rented);
        _count = _distinct;
    }

    private long Value(int account) => account < _valueUnits.Length ? _valueUnits[account] : 0;
}
