using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>The yearly value of the different accounts of the rows. Rows of an account are not adjacent, so each cell needs a set.</summary>
/// <param name="valueUnits">By the account's code; codes beyond have no value.</param>
internal sealed class AccountValueAccumulator(long[] valueUnits) : Accumulator
{
    /// <summary>An entry of a hash set that is half full.</summary>
    private const long BytesOfSeen = 32;

    private readonly HashSet<(int Cell, int Account)> _seen = [];
    private long[] _valueUnits = valueUnits;
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
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            if (accounts[batch.Rows[i]] is not 0 and var account)
                Add(batch.Cells[i], account);
        }
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        foreach (var (cell, account) in ((AccountValueAccumulator)other)._seen)
            Add(map[cell], account);
    }

    /// <summary>What is cached is merged and never evaluated, so it needs no values.</summary>
    public override void Compact() => _valueUnits = [];

    public override void Complete(int buckets)
    {
        foreach (var (cell, account) in _seen)
        {
            _sums[cell] += Value(account);
            _counts[cell]++;
        }
        foreach (var account in _seen.Select(s => s.Account).Distinct())
        {
            _total += Value(account);
            _totalCount++;
        }
    }

    public override bool HasData(int cell) => _touched[cell];

    public override Evaluation Evaluate(int cell, Statistic statistic) => new(new Rational(_sums[cell], Money.UnitsPerWhole), _counts[cell]);

    public override Evaluation EvaluateTotal(Statistic statistic) => new(new Rational(_total, Money.UnitsPerWhole), _totalCount);

    protected override long HeldBytes => _seen.Count * BytesOfSeen;

    private void Add(int cell, int account)
    {
        _seen.Add((cell, account));
        _touched[cell] = true;
    }

    private long Value(int account) => account < _valueUnits.Length ? _valueUnits[account] : 0;
}
