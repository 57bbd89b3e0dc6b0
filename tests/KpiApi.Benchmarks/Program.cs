using BenchmarkDotNet.Running;
using KpiApi.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(SyntheticDesk).Assembly).Run(args, new ShortRuns());
