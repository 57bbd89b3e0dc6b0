using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using KpiApi.Hooks.Maps;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Ingest;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Parsing;
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

    /// <summary>Stores what is good of them; the report tells of the rest.</summary>
    public async Task<HookReport> StoreAsync(HttpContext context, MappedItems items)
    {
        var errors = new List<RequestError>(items.Errors);
        var report = new HookReport(items.Count == 0 && errors.Count == 0)
        {
            Accounts = await StoreAsync(Resources.Accounts, context, items, errors),
            Agents = await StoreAsync(Resources.Agents, context, items, errors),
            Events = await StoreAsync(Resources.Events, context, items, errors),
            Tickets = await StoreAsync(Resources.Tickets, context, items, errors),
            Surveys = await StoreAsync(Resources.Surveys, context, items, errors),
        };
        return report with { Errors = errors };
    }

    private async Task<BatchReport?> StoreAsync<T>(Resource<T> resource, HttpContext context, MappedItems items, List<RequestError> errors)
    {
        var kind = MappedKind.All.First(kind => kind.Name == resource.Contract.Name);
        if (items.Of(kind) is not { Count: > 0 } given) return null;
        var read = JsonItems.Read(resource.ContractFor(context), items.ToArray(kind), context.Limits() with { MaxItems = int.MaxValue }, context.LatestMs());
        var report = new BatchReport { Received = read.Received };
        read.Rejected.ForEach(report.Reject);
        if (read.Rows.Count > 0)
        {
            var result = await writer.WriteAsync(new UpsertWrite<T>(resource.Table, read.Rows, isAllOrNothing: false), context.RequestAborted);
            report.Add(result);
            foreach (var place in result.Refused ?? []) report.Reject([ItemErrors.TooMany(resource.Table, read.Rows[place], read.IndexOf(place))]);
        }

        WriteLedger.Accept(context, report.Stored);
        errors.AddRange(report.Errors.Select(error => Placed(error, kind, given)));
        return report;
    }

    /// <summary>In a payload that came alone by the place in what it gave; among others by the number of the payload.</summary>
    private static RequestError Placed(RequestError error, MappedKind kind, IReadOnlyList<MappedItem> given)
    {
        var place = error.Item!.Value;
        return given[(int)(place.Index ?? 0)].Payload is { } number
            ? error with { Pointer = $"/{kind.Name}{error.Pointer}", Item = place with { Index = number } }
            : error with { Pointer = $"/{kind.Name}/{place.Index}{error.Pointer}", Item = null };
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
