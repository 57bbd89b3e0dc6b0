using KpiApi;
using KpiApi.Demo;
using KpiApi.Hosting;
using Microsoft.Extensions.Options;

try
{
    if (args.Contains(DemoRun.Argument))
        return await DemoRun.RunAsync(args);
    if (args is [HealthProbe.Argument, var address])
        return await HealthProbe.RunAsync(address);

    await KpiApiHost.Build(args).RunAsync();
    return 0;
}
catch (OptionsValidationException wrong)
{
    await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, wrong.Failures));
    return 1;
}
