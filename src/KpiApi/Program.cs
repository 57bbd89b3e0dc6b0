using KpiApi;
using KpiApi.Demo;
using KpiApi.Operations;
using KpiApi.Storage.Checking;
using KpiApi.Storage.Databases.SqlServer;

Globalization.DoWithoutIcuWhereItIsMissing();
try
{
    if (Arguments.TryAnswer(args))
        return 0;
    if (args.Contains(DemoRun.Argument))
        return await DemoRun.RunAsync(args, KpiApiHost.Build);
    if (args is [ImportRun.Argument, ..])
        return await ImportRun.RunAsync(args, KpiApiHost.Build);
    if (args.Contains(StoreCheck.Argument))
        return await CheckRun.RunAsync(args, KpiApiHost.Build);
    if (args is [HealthProbe.Argument, var address])
        return await HealthProbe.RunAsync(address);

    return await KpiApiHost.RunAsync(KpiApiHost.Build(args));
}
catch (Exception failure) when (KpiApiHost.ReasonsNotToStart(failure) is { } reasons)
{
    await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, reasons));
    return 1;
}
