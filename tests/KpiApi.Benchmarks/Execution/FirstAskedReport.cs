using System.Globalization;

namespace KpiApi.Benchmarks.Execution;

/// <summary>What a run of first questions prints.</summary>
internal static class FirstAskedReport
{
    private const int Slowest = 15;

    public static void Write(string heading, IReadOnlyList<AskedQuestion> asked)
    {
        Console.WriteLine(heading);
        for (var way = 0; way < asked[0].Ms.Count; way++)
        {
            var ms = asked.Select(question => question.Ms[way]).Order().ToList();
            Line($"{AskedQuestion.Ways[way],-8} geometric mean {Mean(ms):0.00}, median {ms[ms.Count / 2]:0.00}, p99 {ms[ms.Count * 99 / 100]:0.0}, most {ms[^1]:0.0}");
        }

        var (page, better) = (asked.Select(question => question.PageMs), asked.Select(question => Math.Min(question.Ms[AskedQuestion.First], question.Ms[AskedQuestion.Plain])));
        Line($"of it the rows of the page: {Mean(page):0.00}, most {page.Max():0.0}; better of first and plain: {Mean(better):0.00}");
        WriteSlowest("times plain", asked, question => question.Ms[AskedQuestion.Plain]);
        if (asked[0].Ms.Count > AskedQuestion.Duck)
            WriteBesideDuck(asked);
        WriteSlowest("ms", asked, _ => 1);
    }

    private static void WriteBesideDuck(IReadOnlyList<AskedQuestion> asked)
    {
        Line($"answers that differ from DuckDB's: {asked.Count(question => question.Difference is not null)}");
        for (var way = 0; way < AskedQuestion.Duck; way++)
        {
            var slower = asked.Count(question => question.Ms[way] > question.Ms[AskedQuestion.Duck]);
            Line($"{AskedQuestion.Ways[way]}: {Mean(asked.Select(question => question.Ms[AskedQuestion.Duck] / question.Ms[way])):0.0} times as fast as DuckDB, slower in {slower} of {asked.Count}");
        }

        Console.WriteLine("| kind | questions | first | plain | DuckDB | floor | slower than DuckDB |");
        foreach (var kind in asked.GroupBy(question => question.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            string Of(int way) => Mean(kind.Select(question => question.Ms[way])).ToString("0.00", CultureInfo.InvariantCulture);
            var slower = kind.Count(question => question.Ms[AskedQuestion.First] > question.Ms[AskedQuestion.Duck]);
            var floor = Mean(kind.Select(question => question.FloorMs));
            Line($"| {kind.Key} | {kind.Count()} | {Of(AskedQuestion.First)} | {Of(AskedQuestion.Plain)} | {Of(AskedQuestion.Duck)} | {floor:0.000} | {slower} |");
        }
        WriteSlowest("times DuckDB", asked, question => question.Ms[AskedQuestion.Duck]);
    }

    /// <param name="by">What the first time is divided by.</param>
    private static void WriteSlowest(string what, IReadOnlyList<AskedQuestion> asked, Func<AskedQuestion, double> by)
    {
        Console.WriteLine($"slowest, first time in {what}:");
        foreach (var question in asked.OrderByDescending(question => question.Ms[AskedQuestion.First] / by(question)).Take(Slowest))
        {
            var ways = string.Join(", ", question.Ms.Select((ms, way) => string.Create(CultureInfo.InvariantCulture, $"{AskedQuestion.Ways[way]} {ms:0.0}")));
            Line($"{question.Ms[AskedQuestion.First] / by(question):0.00}: {ways}, of it page {question.PageMs:0.0}, floor {question.FloorMs:0.00}: {question.Text}");
        }
    }

    /// <summary>The geometric one. A floor of nothing is as low as a microsecond.</summary>
    private static double Mean(IEnumerable<double> numbers) => Math.Exp(numbers.Average(number => Math.Log(Math.Max(number, 0.001))));

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
