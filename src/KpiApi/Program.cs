using KpiApi;
using KpiApi.Demo;
using KpiApi.Hosting;

if (args.Contains(DemoRun.Argument))
    return await DemoRun.RunAsync(args);
if (args is [HealthProbe.Argument, var address])
    return await HealthProbe.RunAsync(address);

await KpiApiHost.Build(args).RunAsync();
return 0;
