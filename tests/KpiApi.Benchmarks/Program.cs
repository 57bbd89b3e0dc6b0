using System.Globalization;
using BenchmarkDotNet.Running;
using KpiApi.Benchmarks;
using KpiApi.Benchmarks.Columns;
using KpiApi.Benchmarks.Storage;

if (args is ["arriving", var file, .. var rest])
    await ArrivalRun.RunAsync(file, rest is [var rounds] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 5);
else if (args is ["publishing", var tickets, var publishes])
    PublishRun.Run(int.Parse(tickets, CultureInfo.InvariantCulture), int.Parse(publishes, CultureInfo.InvariantCulture));
else
    BenchmarkSwitcher.FromAssembly(typeof(SyntheticDesk).Assembly).Run(args, new ShortRuns());
