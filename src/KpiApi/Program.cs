using KpiApi;
using KpiApi.Demo;

if (args.Contains(DemoRun.Argument))
    return await DemoRun.RunAsync(args);

await KpiApiHost.Build(args).RunAsync();
return 0;
