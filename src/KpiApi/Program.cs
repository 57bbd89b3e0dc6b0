using KpiApi;

await KpiApiHost.Build(args).RunAsync();
