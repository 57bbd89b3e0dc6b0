using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Aggregation.Accumulators;

/// <summary>Net promoter score: % positive − % negative answers, from the counts.</summary>
internal sealed class NpsAccumulator : Accumulator
{
    private const int Outcomes = 3;

    /// <summary>Three counts a cell, in the order of <see cref="SurveyOutcome"/>.</summary>
    private long[] _counts = [];

    public override void Reserve(int cells) => Grow(ref _counts, cells * Outcomes, 0);

    public override void Update(in RowBatch batch)
    {
        var rows = batch.Rows;
        var cells = batch.Cells;
        var codes = batch.Codes(FactSchema.Survey.Outcome);
        for (var i = 0; i < rows.Length; i++)
            _counts[cells[i] * Outcomes + codes[rows[i]] - 1]++;
    }

    public override void Merge(Accumulator other, CellMap map)
    {
        var counts = ((NpsAccumulator)other)._counts;
        for (var i = 0; i < counts.Length / Outcomes * Outcomes; i++)
        {
            if (counts[i] != 0)
                _counts[map[i / Outcomes] * Outcomes + i % Outcomes] += counts[i];
        }
    }

    public override bool HasData(int cell) => _counts.AsSpan(cell * Outcomes, Outcomes).ContainsAnyExcept(0);

    public override Evaluation Evaluate(int cell, Statistic statistic) => Evaluate(_counts.AsSpan(cell * Outcomes, Outcomes));

    public override Evaluation EvaluateTotal(Statistic statistic) => Evaluate(TotalCounts());

    private long[] TotalCounts()
    {
        var total = new long[Outcomes];
        for (var i = 0; i < _counts.Length; i++)
            total[i % Outcomes] += _counts[i];
        return total;
    }

    private static Evaluation Evaluate(ReadOnlySpan<long> counts)
    {
        var parts = new NpsParts(
            counts[(int)SurveyOutcome.Positive], counts[(int)SurveyOutcome.Neutral], counts[(int)SurveyOutcome.Negative]);
        var answers = parts.Promoters + parts.Passives + parts.Detractors;
        return new(Rational.Percent(parts.Promoters - parts.Detractors, answers), answers) { Nps = parts };
    }
}
