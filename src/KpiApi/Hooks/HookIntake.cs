using System.Globalization;
using System.Text;
using System.Text.Json;
using KpiApi.Hooks.Maps;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Ingest;
using KpiApi.Settings;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace KpiApi.Hooks;

/// <summary>Takes a payload in: maps it, stores what is good, and keeps it when something is not.</summary>
internal sealed class HookIntake(HookMaps maps, RejectionStore rejections, GroupWriter writer, IOptions<JsonOptions> json, TimeProvider clock)
{
    /// <summary>What a payload gives, without storing anything.</summary>
    public MappedItems Map(HookSetting hook, ReadOnlyMemory<byte> body, LimitsOptions limits)
    {
        var items = new MappedItems();
        if (Payloads.Parse(body, limits, out var malformed) is { } payload) new PayloadMapper(maps.Of(hook), clock).Map(payload, items);
        else items.Errors.Add(malformed!);
        return items;
    }

    /// <param name="known">The rejection that it is already; null for what comes for the first time.</param>
    public async Task<HookReport> TakeAsync(HttpContext context, HookSetting hook, ReadOnlyMemory<byte> body, long? known = null)
    {
        var items = Map(hook, body, context.Limits());
        var report = await StoreAsync(context, items, isDryRun: false);
        if (report.Errors.Count > 0)
        {
            var errors = JsonSerializer.Serialize(report.Errors, json.Value.SerializerOptions);
            var id = known ?? await rejections.AddAsync(hook.Id, Encoding.UTF8.GetString(body.Span), errors);
            if (known is not null) await rejections.UpdateAsync(id, errors);
            report.Rejection = id.ToString(CultureInfo.InvariantCulture);
        }
        else if (known is { } mended)
        {
            await rejections.DeleteAsync(hook.Id, mended);
        }

        return report;
    }

    /// <summary>Stores what is good of them in one transaction, or nothing in a dry run; the report tells of the rest.</summary>
    public async Task<HookReport> StoreAsync(HttpContext context, MappedItems items, bool isDryRun)
    {
        var parts = items.Count == 0 ? [] : MixedEndpoints.Read(items.ToBatch(), context, int.MaxValue);
        long? version = null;
        if (parts.Count > 0)
        {
            foreach (var part in parts) part.KeepNewest();
            var writes = parts.ConvertAll(part => part.Write(areAllOrNothing: false, isDryRun));
            var result = await writer.WriteAsync(new BatchWrite(writes, isAllOrNothing: false), context.RequestAborted);
            foreach (var (part, write) in parts.Zip(writes)) part.Take(write.Settled(result.Version), isStored: true);
            version = isDryRun ? null : result.Version;
            foreach (var part in parts.Where(_ => !isDryRun)) BatchEndpoints.Note(context, part.Kind, part.Report);
        }

        return new HookReport(parts.ToDictionary(part => part.Name, part => part.Report), version, items.Count == 0 && items.Errors.Count == 0)
        {
            Errors = [.. items.Errors, .. parts.SelectMany(part => part.Report.Errors.Select(error => Placed(error, part.Name, items)))],
        };
    }

    /// <summary>In a payload that came alone by the place in what it gave; among others by the number of the payload.</summary>
    private static RequestError Placed(RequestError error, string kind, MappedItems items)
    {
        var place = error.Item!.Value;
        var given = items.Of(MappedKind.All.First(known => known.Name == kind))[(int)place.Index!.Value];
        return given.Payload is { } number
            ? error with { Pointer = $"/{kind}{error.Pointer![$"/{kind}/{place.Index}".Length..]}", Item = place with { Index = number } }
            : error with { Item = null };
    }
}

/// <summary>What became of a payload, by the kinds of items that it gave.</summary>
/// <param name="isIgnored">The map makes nothing of it.</param>
internal sealed class HookReport(IReadOnlyDictionary<string, BatchReport> kinds, long? version, bool isIgnored) : MixedReport(kinds, version)
{
    /// <summary>True when the map makes nothing of it.</summary>
    public bool Ignored => isIgnored;

    /// <summary>The id under which the payload is kept, because something of it could not be stored.</summary>
    public string? Rejection { get; set; }

    public IReadOnlyList<RequestError> Errors { get; init; } = [];
}
