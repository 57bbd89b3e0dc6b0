using System.Text.Json;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Parsing;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;

namespace KpiApi.Ingest;

/// <summary>The items of one kind in a batch of several kinds.</summary>
internal abstract class MixedPart
{
    /// <summary>As its path.</summary>
    public abstract string Name { get; }

    public abstract RecordKind Kind { get; }

    public required BatchReport Report { get; init; }

    /// <summary>Whether some of them have to be seen beside what is stored before they are known to be right.</summary>
    public abstract bool HasDoubts { get; }

    /// <summary>Reads the list at which the reader stands, to its end.</summary>
    /// <param name="body">The bytes that <paramref name="json"/> reads.</param>
    /// <param name="most">Items that may come.</param>
    public abstract void Read(ref Utf8JsonReader json, ReadOnlySpan<byte> body, int most);

    /// <summary>For items that may arrive out of order: one that is older than what is stored changes nothing.</summary>
    public abstract void KeepNewest();

    /// <param name="isDryRun">To store nothing.</param>
    public abstract UpsertWrite Write(bool areAllOrNothing, bool isDryRun);

    /// <summary>Puts into the report what the writer has refused, and if the batch is stored, what became of the others.</summary>
    public abstract void Take(WriteResult result, bool isStored);
}

internal sealed class MixedPart<T>(Resource<T> resource, HttpContext context) : MixedPart
{
    private readonly ItemReader<T> _reader = resource.Reader(context);
    private readonly IncomingItems<T> _items = new(resource.Contract);

    public override string Name => resource.Contract.Name;

    public override RecordKind Kind => resource.Table.Kind;

    public override bool HasDoubts => _items.Doubts.Any();

    public override void Read(ref Utf8JsonReader json, ReadOnlySpan<byte> body, int most)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (Report.Received == most) throw JsonItems.TooMany(context.Limits().MaxItems);
            var problems = _reader.Read(ref json, body, Report.Received, null, out var item);
            if (problems.Count == 0) _items.Add(item, Report.Received);
            else Report.Reject(Located(problems));
            Report.Received++;
        }
    }

    public override void KeepNewest() => _items.NewestBy = resource.NewestBy;

    public override UpsertWrite Write(bool areAllOrNothing, bool isDryRun) => resource.Write(_items, isAllOrNothing: areAllOrNothing, rehearsal: isDryRun ? new() : null);

    public override void Take(WriteResult result, bool isStored)
    {
        if (isStored) Report.Add(result);
        foreach (var place in result.Refused ?? []) Report.Reject(Located(resource.ErrorsOf(_items, place)));
    }

    /// <summary>With pointers into the whole body.</summary>
    private List<RequestError> Located(IReadOnlyList<RequestError> problems) => [.. problems.Select(problem => problem with { Pointer = $"/{Name}/{problem.Item?.Index}{problem.Pointer}" })];
}
