using System.Globalization;
using BenchmarkDotNet.Running;
using KpiApi.Benchmarks;
using KpiApi.Benchmarks.Columns;
using KpiApi.Benchmarks.Execution;
using KpiApi.Benchmarks.Memory;
using KpiApi.Benchmarks.Neighbours;
using KpiApi.Benchmarks.Storage;
using KpiApi.Benchmarks.Tables;
using KpiApi.Benchmarks.Views;
using KpiApi.Benchmarks.Webhooks;

if (args is ["arriving", var file, .. var rest])
    await ArrivalRun.RunAsync(file, rest is [var rounds] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 5);
else if (args is ["publishing", var tickets, var publishes])
    PublishRun.Run(int.Parse(tickets, CultureInfo.InvariantCulture), int.Parse(publishes, CultureInfo.InvariantCulture));
else if (args is ["alerts", var kept, .. var length])
    await AlertRun.RunAsync(int.Parse(kept, CultureInfo.InvariantCulture), length is [var duration] ? int.Parse(duration, CultureInfo.InvariantCulture) : 60);
else if (args is ["attempts", var answers, .. var rate])
    await AttemptRun.RunAsync(int.Parse(answers, CultureInfo.InvariantCulture), rate is [var perSecond] ? int.Parse(perSecond, CultureInfo.InvariantCulture) : 20);
else if (args is ["distinct", var names])
    DistinctRun.Run(int.Parse(names, CultureInfo.InvariantCulture));
else if (args is ["tables", var rows])
    TableRun.Run(int.Parse(rows, CultureInfo.InvariantCulture));
else if (args is ["cancelling", var desk])
    CancelRun.Run(int.Parse(desk, CultureInfo.InvariantCulture));
else if (args is ["first", var asked, var questions, .. var how])
{
    var seed = how is [var first, ..] && first != "duckdb" ? int.Parse(first, CultureInfo.InvariantCulture) : 1;
    FirstAskedRun.Run(int.Parse(asked, CultureInfo.InvariantCulture), int.Parse(questions, CultureInfo.InvariantCulture), seed, besideDuck: how is [.., "duckdb"]);
}
else if (args is ["ask", var desks, "duckdb", .. var wanted])
    FirstAskedRun.AskBesideDuck(int.Parse(desks, CultureInfo.InvariantCulture), wanted);
else if (args is ["ask", var over, .. var texts])
    FirstAskedRun.Ask(int.Parse(over, CultureInfo.InvariantCulture), texts);
else if (args is ["views", var page, .. var times])
    await ViewRun.RunAsync(new Uri(page), times is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 20);
else if (args is ["memory", var program, var loaded, var different, var megabytes])
    return await MemoryRun.RunAsync(program, int.Parse(loaded, CultureInfo.InvariantCulture), int.Parse(different, CultureInfo.InvariantCulture), int.Parse(megabytes, CultureInfo.InvariantCulture));
else if (args is ["attack", var attack, var address, var key, .. var metrics])
    await AttackProcess.RunAsync(attack, new Uri(address), key, metrics);
else if (args is ["neighbours", var service, .. var more])
    await NeighbourRun.RunAsync(service, more is [var seconds, ..] ? int.Parse(seconds, CultureInfo.InvariantCulture) : 20, more is [_, var only, ..] ? only : null,
        more is [_, _, var many] ? int.Parse(many, CultureInfo.InvariantCulture) : Desk.Tickets);
else
    BenchmarkSwitcher.FromAssembly(typeof(SyntheticDesk).Assembly).Run(args, new ShortRuns());
return 0;
