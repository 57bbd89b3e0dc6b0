using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using KpiApi.Hooks.Maps;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Ingest;
using KpiApi.Ingest.Contracts;
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
        var report = await StoreAsync(context, items);
        if (report.Errors.Count > 0)
        {
            var errors = JsonSerializer.Serialize(report.Errors, json.Value.SerializerOptions);
            var id = known ?? await rejections.AddAsync(hook.Id, Encoding.UTF8.GetString(body.Span), errors);
            if (known is not null) await rejections.UpdateAsync(id, errors);
            report = report with { Rejection = id.ToString(CultureInfo.InvariantCulture) };
        }
        else if (known is { } mended)
        {
            await rejections.DeleteAsync(hook.Id, mended);
        }

        return report;
    }

    /// <summary>Stores what is good of them in one transaction; the report tells of the rest.</summary>
    public async Task<HookReport> StoreAsync(HttpContext context, MappedItems items)
    {
        // Events before tickets, whose checks ask for them.
        var (accounts, agents, events) = (Read(Resources.Accounts, context, items), Read(Resources.Agents, context, items), Read(Resources.Events, context, items));
        var (tickets, surveys) = (Read(Resources.Tickets, context, items), Read(Resources.Surveys, context, items));
        List<HookPart> parts = [.. new HookPart?[] { accounts, agents, events, tickets, surveys }.OfType<HookPart>()];
        if (parts.Count > 0)
        {
            var result = await writer.WriteAsync(new BatchWrite([.. parts.Select(part => part.Write)], isAllOrNothing: false), context.RequestAborted);
            foreach (var part in parts) part.Settle(result.Version, context);
        }

        return new HookReport(items.Count == 0 && items.Errors.Count == 0)
        {
            Accounts = accounts?.Report,
            Agents = agents?.Report,
            Events = events?.Report,
            Tickets = tickets?.Report,
            Surveys = surveys?.Report,
            Errors = [.. items.Errors, .. parts.SelectMany(part => part.Errors)],
        };
    }

    private static HookPart<T>? Read<T>(Resource<T> resource, HttpContext context, MappedItems items)
    {
        var kind = MappedKind.All.First(kind => kind.Name == resource.Contract.Name);
        return items.Of(kind) is { Count: > 0 } given ? HookPart<T>.Read(resource, kind, given, items.ToArray(kind), context) : null;
    }
}

/// <summary>What became of a payload, by the kinds of items that it gave.</summary>
/// <param name="Ignored">It is none of those that the map makes items of.</param>
internal sealed record HookReport(bool Ignored)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchReport? Accounts { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchReport? Agents { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchReport? Tickets { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchReport? Events { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchReport? Surveys { get; init; }

    /// <summary>The id under which the payload is kept, because something of it could not be stored.</summary>
    public string? Rejection { get; init; }

    public IReadOnlyList<RequestError> Errors { get; init; } = [];
}
