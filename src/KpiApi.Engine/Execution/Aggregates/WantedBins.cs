namespace KpiApi.Engine.Execution.Aggregates;

/// <summary>The bins that hold the ranks of percentiles, and the numbers that lie in them.</summary>
internal sealed class WantedBins(int cells, int bins)
{
    /// <summary>For each cell and bin the list of its numbers, from 1; 0 for bins that nobody wants.</summary>
    private readonly int[] _lists = new int[cells * bins];
    private readonly int[] _listsOfAll = new int[bins];
    private readonly List<List<long>> _numbers = [];
    private readonly List<(int Cell, int Percent, Rank Low, Rank High, int Hundredths)> _ranks = [];

    /// <summary>Wants PERCENTILE_CONT of a cell (−1 = of all): rank p ÷ 100 × (n − 1), linear between its neighbours.</summary>
    /// <param name="counts">Of the cell's bins.</param>
    /// <param name="count">Of the cell.</param>
    public void Add(int cell, int percent, ReadOnlySpan<int> counts, long count)
    {
        if (count == 0)
            return;
        var (rank, hundredths) = Math.DivRem(percent * (count - 1), 100);
        var low = Locate(cell, counts, rank);
        var high = hundredths == 0 ? low : Locate(cell, counts, rank + 1);
        _ranks.Add((cell, percent, low, high, (int)hundredths));
    }

    public void Gather(ReadOnlySpan<int> ofCells, ReadOnlySpan<long> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            var bin = BinnedQuantileAggregate.Bin(numbers[i]);
            if (_lists[ofCells[i] * bins + bin] is not 0 and var list)
                _numbers[list - 1].Add(numbers[i]);
            if (_listsOfAll[bin] is not 0 and var listOfAll)
                _numbers[listOfAll - 1].Add(numbers[i]);
        }
    }

    /// <summary>Each percentile in hundredths of a unit: whole numbers.</summary>
    public Dictionary<(int Cell, int Percent), decimal> Find()
    {
        foreach (var list in _numbers)
            list.Sort();
        return _ranks.ToDictionary(r => (r.Cell, r.Percent), r =>
        {
            var (low, high) = ((decimal)Number(r.Low), (decimal)Number(r.High));
            return low * 100 + (high - low) * r.Hundredths;
        });
    }

    private long Number(Rank rank) => _numbers[rank.List - 1][(int)rank.Within];

    private Rank Locate(int cell, ReadOnlySpan<int> counts, long rank)
    {
        var bin = 0;
        while (rank >= counts[bin])
            rank -= counts[bin++];
        ref var list = ref cell < 0 ? ref _listsOfAll[bin] : ref _lists[cell * bins + bin];
        if (list == 0)
        {
            _numbers.Add([]);
            list = _numbers.Count;
        }
        return new Rank(list, rank);
    }

    /// <param name="Within">The rank among the numbers of the bin.</param>
    private readonly record struct Rank(int List, long Within);
}
