using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Facts;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>The yearly value of the different accounts of the rows. Rows of an account are no neighbours, so each cell needs a set.</summary>
/// <param name="valueUnits">By the account's code; codes beyond have no value.</param>
internal sealed class AccountValueAggregate(long[] valueUnits) : Aggregate
{
    private readonly HashSet<(int Cell, int Account)> _seen = [];
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

    public override void Add(in RowBatch batch)
    {
        var accounts = batch.Codes(FactSchema.Ticket.Account);
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            if (accounts[batch.Rows[i]] is not 0 and var account)
                Add(batch.Cells[i], account);
        }
    }

    public override void Merge(Aggregate other, CellMap map)
    {
        foreach (var (cell, account) in ((AccountValueAggregate)other)._seen)
            Add(map[cell], account);
    }

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

    public override long HeldBytes => _seen.Count * 32L;

    public override bool IsTouched(int cell) => _touched[cell];

    public override bool HasData(int cell) => _counts[cell] != 0;

    public override KpiValue Finish(int cell, Statistic statistic) => new(Exact.Quotient(_sums[cell], Money.UnitsPerWhole), _counts[cell]);

    public override KpiValue Total(Statistic statistic) => new(Exact.Quotient(_total, Money.UnitsPerWhole), _totalCount);

    private void Add(int cell, int account)
    {
        _seen.Add((cell, account));
        _touched[cell] = true;
    }

    private long Value(int account) => account < valueUnits.Length ? valueUnits[account] : 0;
}
