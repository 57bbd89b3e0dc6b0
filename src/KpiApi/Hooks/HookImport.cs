using System.Net.Mime;
using KpiApi.Hooks.Maps;
using KpiApi.Http;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Settings;
using Newtonsoft.Json.Linq;

namespace KpiApi.Hooks;

/// <summary>Takes in a help desk's export, whole: mapped like what the help desk sends, and stored in batches as it arrives.</summary>
internal sealed class HookImport(HookMaps maps, HookIntake intake, TimeProvider clock)
{
    /// <summary>Items of one batch: enough for the disk, few enough for memory.</summary>
    private const int BatchSize = 5_000;

    private const int MaxErrors = 1_000;

    /// <summary>Null when the export's media type is none that is known.</summary>
    public async Task<ImportReport?> TakeAsync(HttpContext context, HookSetting hook)
    {
        var (cancel, limits, isDryRun) = (context.RequestAborted, context.Limits(), DryRun.IsAsked(context));
        var payloads = MediaTypes.Of(context.Request) switch
        {
            MediaTypeNames.Application.Json or MediaTypes.Ndjson => ExportReader.JsonAsync(context.Request.Body, limits, cancel),
            MediaTypes.Csv => ExportReader.CsvAsync(context.Request.Body, limits, cancel),
            _ => (IAsyncEnumerable<JToken>?)null,
        };
        if (payloads is null) return null;
        var (report, items, mapper) = (new ImportReport { DryRun = isDryRun ? true : null }, new MappedItems(), new PayloadMapper(maps.Of(hook), clock));
        try
        {
            await foreach (var payload in payloads)
            {
                var before = items.Count + items.Errors.Count;
                mapper.Map(payload, items, report.Received++);
                if (items.Count + items.Errors.Count == before) report.Ignored++;
                if (items.Count < BatchSize) continue;
                report.Add(await intake.StoreAsync(context, items, isDryRun), MaxErrors);
                items = new();
            }
        }
        catch (RefusedException refused)
        {
            report.Stop(refused.Error);
        }

        report.Add(await intake.StoreAsync(context, items, isDryRun), MaxErrors);
        return report;
    }
}
