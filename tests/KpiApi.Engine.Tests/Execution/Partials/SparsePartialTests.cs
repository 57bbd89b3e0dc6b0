using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Execution;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Tests.Execution.Partials;

/// <summary>Of many groups some have data: the others must not be counted among the cells that an answer may have.</summary>
public class SparsePartialTests
{
    private const int Chunks = 12;
    private const int Accounts = 32_000;

    /// <param name="part">Of the accounts that have tickets on the channel asked for.</param>
    [Theory]
    [InlineData(0.03)]
    [InlineData(0.6)]
    public void Groups_without_data_do_not_make_an_answer_too_large(double part)
    {
        var known = (int)(Accounts * part);
        var snapshot = new FactWriter().Publish([.. Enumerable.Range(0, Chunks * FactChunk.Capacity).Select(number => Change(number, known))], 1);
        // So many days that all accounts would be more cells than an answer may have, and those with tickets are not.
        var query = Parse("metrics=tickets_created,handle_time&groupBy=account&interval=day&channel=chat&from=2026-02-01&to=2026-04-12&limit=200", snapshot);
        var expected = ResultText.Of(Executors.Plain.Execute(query, snapshot).Result!);
        var executor = new QueryExecutor(new Optimizations { BlockChunks = 4 });
        for (var time = 1; time <= 3; time++)
            Assert.Equal((time, expected), (time, ResultText.Of(executor.Execute(query, snapshot).Result!)));
    }

    /// <summary>All within a day.</summary>
    private static FactChange Change(int number, int known)
    {
        var (account, isKnown) = (number % Accounts, number % Accounts < known);
        var change = ManyFacts.Change(ManyFacts.Ticket(number, 0, Given.At("2026-03-01") + number / 4));
        return change with { Facts = change.Facts! with { Ticket = change.Facts.Ticket! with { Channel = isKnown ? "chat" : "email", Account = $"A-{account}" } } };
    }

    private static KpiQuery Parse(string query, FactSnapshot snapshot)
    {
        var (parsed, errors) = QueryParser.Parse(Desk.Request(query), snapshot, new Desk().Defaults);
        Assert.Empty(errors);
        return parsed!;
    }
}
