using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Facts;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Results;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Net promoter score: % positive − % negative answers, from the counts.</summary>
internal sealed class BalanceAggregate : Aggregate
{
    private const int Outcomes = 3;

    /// <summary>Three counts a cell, in the order of <see cref="SurveyOutcome"/>.</summary>
    private long[] _counts = [];

    public override int StateBytes => Outcomes * sizeof(long);

    public override void Reserve(int cells) => Grow(ref _counts, cells * Outcomes, 0);

    public override void Add(in RowBatch batch)
    {
        var rows = batch.Rows;
        var cells = batch.Cells;
        var codes = batch.Codes(FactSchema.Survey.Outcome);
        for (var i = 0; i < rows.Length; i++)
            _counts[cells[i] * Outcomes + codes[rows[i]] - 1]++;
    }

    public override void Merge(Aggregate other, CellMap map)
    {
        var counts = ((BalanceAggregate)other)._counts;
        for (var i = 0; i < counts.Length / Outcomes * Outcomes; i++)
        {
            if (counts[i] != 0)
                _counts[map[i / Outcomes] * Outcomes + i % Outcomes] += counts[i];
        }
    }

    public override bool HasData(int cell) => _counts.AsSpan(cell * Outcomes, Outcomes).ContainsAnyExcept(0);

    public override KpiValue Finish(int cell, Statistic statistic) => Finish(_counts.AsSpan(cell * Outcomes, Outcomes));

    public override KpiValue Total(Statistic statistic) => Finish(TotalCounts());

    public override decimal? Precise(int cell, Statistic statistic) => Precise(Finish(cell, statistic));

    public override decimal? PreciseTotal(Statistic statistic) => Precise(Total(statistic));

    private static decimal? Precise(KpiValue value) => Percent(value.Nps!.Value.Promoters - value.Nps.Value.Detractors, value.Count);

    private long[] TotalCounts()
    {
        var total = new long[Outcomes];
        for (var i = 0; i < _counts.Length; i++)
            total[i % Outcomes] += _counts[i];
        return total;
    }

    private static KpiValue Finish(ReadOnlySpan<long> counts)
    {
        var parts = new NpsParts(
            counts[(int)SurveyOutcome.Positive], counts[(int)SurveyOutcome.Neutral], counts[(int)SurveyOutcome.Negative]);
        var answers = parts.Promoters + parts.Passives + parts.Detractors;
        return new(Exact.QuotientOrNull((Int128)(parts.Promoters - parts.Detractors) * 100, answers), answers) { Nps = parts };
    }
}
