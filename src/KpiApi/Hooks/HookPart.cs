using KpiApi.Hooks.Maps;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Ingest;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Parsing;
using KpiApi.Storage.Writing;

namespace KpiApi.Hooks;

/// <summary>The items of one kind on their way to the store, with those of other kinds in one transaction.</summary>
internal abstract class HookPart
{
    public BatchReport Report { get; } = new();

    public abstract UpsertWrite Write { get; }

    /// <summary>Where they stand in what the payload gave, or by the number of their payload.</summary>
    public abstract IEnumerable<RequestError> Errors { get; }

    /// <summary>Takes down what the store has done with them.</summary>
    /// <param name="version">At which it is visible.</param>
    public abstract void Settle(long version, HttpContext context);
}

internal sealed class HookPart<T>(Resource<T> resource, MappedKind kind, IReadOnlyList<MappedItem> given, IncomingItems<T> items, UpsertWrite<T> write) : HookPart
{
    public override UpsertWrite Write => write;

    public override IEnumerable<RequestError> Errors => Report.Errors.Select(Placed);

    /// <param name="body">The items as a JSON array.</param>
    public static HookPart<T> Read(Resource<T> resource, MappedKind kind, IReadOnlyList<MappedItem> given, byte[] body, HttpContext context)
    {
        var limits = context.Limits() with { MaxItems = int.MaxValue };
        var read = JsonItems.Read(new ItemReader<T>(resource.ContractFor(context), limits, context.LatestMs()), body, limits);
        var part = new HookPart<T>(resource, kind, given, read.Items, resource.Write(read.Items, isAllOrNothing: false, rehearsal: null));
        part.Report.Received = read.Received;
        read.Rejected.ForEach(part.Report.Reject);
        return part;
    }

    public override void Settle(long version, HttpContext context)
    {
        var result = write.Settled(version);
        Report.Add(result);
        foreach (var place in result.Refused ?? []) Report.Reject(resource.ErrorsOf(items, place));
        context.Telemetry().CountRejected(resource.Table.Kind, Report.Rejected);
        WriteLedger.Accept(context, Report.Stored);
    }

    private RequestError Placed(RequestError error)
    {
        var place = error.Item!.Value;
        return given[(int)(place.Index ?? 0)].Payload is { } number
            ? error with { Pointer = $"/{kind.Name}{error.Pointer}", Item = place with { Index = number } }
            : error with { Pointer = $"/{kind.Name}/{place.Index}{error.Pointer}", Item = null };
    }
}
