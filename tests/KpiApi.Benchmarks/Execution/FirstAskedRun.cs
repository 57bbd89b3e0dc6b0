using System.Diagnostics;
using System.Globalization;
using KpiApi.Benchmarks.Execution.Duck;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Results;
using NodaTime;

namespace KpiApi.Benchmarks.Execution;

/// <summary>Questions of which none was asked before: the first, second and third time, by the plain variants, and by DuckDB where that is wanted.</summary>
internal static class FirstAskedRun
{
    /// <summary>Of which the fastest counts: what else the machine does is left out.</summary>
    private const int Rounds = 5;

    private static readonly TimeSpan s_ofEach = TimeSpan.FromSeconds(3);

    /// <param name="seed">Of the questions.</param>
    public static void Run(int tickets, int questions, int seed, bool besideDuck)
    {
        var snapshot = SyntheticDesk.Load(tickets).Current;
        var (fast, plain) = (new QueryExecutor(), new QueryExecutor(new Optimizations(AreOn: false)));
        // Code that is not compiled for good yet would be measured too.
        foreach (var text in RandomQuestions.Of(snapshot, questions, seed + 1))
            Measure(new AskedQuestion(text, Parse(text, snapshot)), snapshot, fast, plain);
        var all = RandomQuestions.Of(snapshot, questions, seed).Select(text => new AskedQuestion(text, Parse(text, snapshot))).ToList();
        // What only the data could show to be no question takes no time.
        var asked = all.Where(question => fast.Execute(question.Query, snapshot).Result is not null).ToList();
        if (besideDuck)
            MeasureBesideDuck(asked, snapshot, fast, plain);
        else
            asked.ForEach(question => Measure(question, snapshot, fast, plain));
        var refused = all.Count - asked.Count;
        FirstAskedReport.Write(string.Create(CultureInfo.InvariantCulture, $"{tickets:N0} tickets, {asked.Count} questions, {refused} refused, seed {seed}; milliseconds"), asked);
    }

    /// <summary>Questions of one's own beside DuckDB.</summary>
    public static void AskBesideDuck(int tickets, string[] questions)
    {
        var snapshot = SyntheticDesk.Load(tickets).Current;
        var asked = questions.Select(text => new AskedQuestion(text, Parse(text, snapshot))).ToList();
        var (fast, plain) = (new QueryExecutor(), new QueryExecutor(new Optimizations(AreOn: false)));
        // Code that is not compiled for good yet would be measured too, of whatever question comes first.
        foreach (var text in questions)
        {
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < s_ofEach;)
                Measure(new AskedQuestion(text, Parse(text, snapshot)), snapshot, fast, plain);
        }
        MeasureBesideDuck(asked, snapshot, fast, plain);
        FirstAskedReport.Write(string.Create(CultureInfo.InvariantCulture, $"{tickets:N0} tickets; milliseconds"), asked);
    }

    /// <summary>Questions of one's own, each long enough for a profiler.</summary>
    public static void Ask(int tickets, string[] questions)
    {
        var snapshot = SyntheticDesk.Load(tickets).Current;
        var (fast, plain) = (new QueryExecutor(), new QueryExecutor(new Optimizations(AreOn: false)));
        foreach (var text in questions)
        {
            var (query, first, then, ofPlain) = (Parse(text, snapshot), new List<double>(), new List<double>(), new List<double>());
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < s_ofEach;)
            {
                fast.ClearCache();
                first.Add(Time(fast, query, snapshot));
                then.Add(Time(fast, query, snapshot));
                ofPlain.Add(Time(plain, query, snapshot));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first {Median(first):0.00}, second {Median(then):0.00}, plain {Median(ofPlain):0.00} ms, medians of {first.Count}: {text}"));
        }

        static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
    }

    private static void MeasureBesideDuck(List<AskedQuestion> asked, FactSnapshot snapshot, QueryExecutor fast, QueryExecutor plain)
    {
        var statements = asked.ConvertAll(question => DuckSql.Of(question.Query));
        using var duck = new DuckFacts(snapshot, statements.SelectMany(statement => statement.Columns).Distinct());
        foreach (var (question, (sql, columns)) in asked.Zip(statements))
        {
            Measure(question, snapshot, fast, plain, () => duck.Time(sql));
            question.FloorMs = AskedQuestion.Floor(WideColumn.PackedBytes(snapshot, columns));
            var (whole, errors) = fast.Execute(question.Query with { Limit = int.MaxValue }, snapshot);
            question.Difference = whole is null ? errors[0].Message : DuckAnswer.Difference(whole, duck.Answer(sql, question.Query));
            if (question.Difference is not null)
                Console.WriteLine($"{question.Text}\n{question.Difference}\n{sql}");
        }
    }

    /// <summary>All ways in turn, so that what else the machine does meets them alike.</summary>
    private static void Measure(AskedQuestion question, FactSnapshot snapshot, QueryExecutor fast, QueryExecutor plain, Func<double>? timeOfDuck = null)
    {
        for (var round = 0; round < Rounds; round++)
        {
            fast.ClearCache();
            List<double> ms = [.. Enumerable.Range(0, 3).Select(_ => Time(fast, question.Query, snapshot)), Time(plain, question.Query, snapshot)];
            if (timeOfDuck is not null)
                ms.Add(timeOfDuck());
            question.Add(ms, fast.Execute(question.Query, snapshot).Result is { } result ? TimeOfPage(result) : 0);
        }
    }

    /// <summary>With the rows of the page, whose values are evaluated when they are read.</summary>
    private static double Time(QueryExecutor executor, KpiQuery query, FactSnapshot snapshot)
    {
        var started = Stopwatch.GetTimestamp();
        if (executor.Execute(query, snapshot).Result is { } result)
            TimeOfPage(result);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double TimeOfPage(KpiResult result)
    {
        var started = Stopwatch.GetTimestamp();
        var rows = result.Rows.Count(row => row.Values.Count > 0);
        var ms = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return rows < 0 ? 0 : ms;
    }

    private static KpiQuery Parse(string question, FactSnapshot snapshot)
    {
        var request = new KpiRequest();
        foreach (var parameter in question.Split('&').Select(part => part.Split('=', 2)))
            request.Add(parameter[0], parameter[1]);
        var defaults = new QueryDefaults(DateTimeZone.Utc, Instant.FromUnixTimeMilliseconds(SyntheticDesk.EndMs));
        var (query, errors) = QueryParser.Parse(request, snapshot, defaults);
        return query ?? throw new ArgumentException($"{question}: {string.Join('\n', errors.Select(e => e.Message))}");
    }
}
