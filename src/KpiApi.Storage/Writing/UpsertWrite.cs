using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Writing;

/// <summary>Items of one table. They are judged, and then stored, unless the write is all or nothing and one of them is refused.</summary>
internal abstract class UpsertWrite : PendingWrite
{
    /// <summary>Whether an item was refused.</summary>
    public bool HasRefused => Result.Refused is not null;

    /// <summary>Tickets of which it brings events, once they are judged.</summary>
    public abstract IEnumerable<string> TicketsOfEvents { get; }

    /// <summary>Decides what becomes of each item, and stores nothing.</summary>
    public abstract void Judge(IWriteSession session, Func<string, bool> hasEvents);

    /// <summary>Stores what was judged.</summary>
    public abstract void Store(IWriteSession session, TouchedOwners touched);

    /// <summary>Takes back what was judged: another part of the same request is refused.</summary>
    public abstract void Withdraw();
}

/// <param name="rows">That the items make by themselves.</param>
/// <param name="bytes">Their size, if it is already counted.</param>
/// <param name="isAllOrNothing">False to store the rows that can be stored.</param>
internal sealed class UpsertWrite<T>(StoreTable<T> table, IReadOnlyList<T> rows, long? bytes = null, bool isAllOrNothing = true) : UpsertWrite
{
    /// <summary>What the write that a thread judges leaves so far, by id. Used again: one for each large array would have the collector look through everything.</summary>
    [ThreadStatic]
    private static Dictionary<string, T>? s_own;

    private readonly List<string> _reserved = [];
    private TicketCapacity? _capacity;

    /// <summary>Of the last attempt: the rows to be stored, and how many are new.</summary>
    private Judged? _judged;

    /// <summary>How the items become rows; null where the rows are stored as they are.</summary>
    public RowMerge<T>? Merge { get; init; }

    /// <summary>Set to store nothing and tell what would have been done.</summary>
    public Rehearsal<T>? Rehearsal { get; init; }

    public override int RowCount => rows.Count;

    public override long Bytes { get; } = bytes ?? rows.Sum(table.BytesOf);

    public override IEnumerable<string> TicketsOfEvents =>
        table.Kind == RecordKind.Event && _judged is { } judged ? judged.Rows.Select(table.TicketOf!).OfType<string>() : [];

    public override void Count(StoreTelemetry telemetry)
    {
        if (Rehearsal is null) telemetry.Count(table.Kind, Result);
    }

    public override IReadOnlyCollection<string> TouchedOf(IReadOnlySet<string> tickets) => table.Kind switch
    {
        RecordKind.Ticket or RecordKind.Event or RecordKind.Survey => (_judged?.Rows ?? rows).Select(table.TicketOf ?? table.Id).OfType<string>().Where(tickets.Contains).ToHashSet(StringComparer.Ordinal),
        // Whether an agent is a bot affects every ticket it worked on.
        RecordKind.Agent => tickets,
        _ => [],
    };

    public override void Announce(TicketCapacity capacity, IWriteSession session)
    {
        (_capacity = capacity).Expect(table, rows);
        if (Merge is not null) session.Expect(table, rows.Select(table.Id));
    }

    public override void Apply(IWriteSession session, TouchedOwners touched)
    {
        var full = Full(session);
        // One by one they need no second look, but what is stored of an array is known too late to refuse all of it.
        if (Merge is not null && Rehearsal is null && (!isAllOrNothing || rows.Count == 1) && TryMerge(session, Merge, touched, full)) return;
        Judge(session, session.HasEvents, full);
        if (isAllOrNothing && HasRefused) Withdraw();
        Store(session, touched);
    }

    public override void Judge(IWriteSession session, Func<string, bool> hasEvents) => Judge(session, hasEvents, Full(session));

    /// <param name="refused">The places of those that are too much; gets those that do not fit what is stored.</param>
    private void Judge(IWriteSession session, Func<string, bool> hasEvents, List<int> refused)
    {
        var stored = refused.Count == 0 ? rows : Without(refused);
        var judged = new Judged(stored, 0, 0);
        if (Merge is not null)
        {
            judged = JudgeEach(session, hasEvents, refused);
            refused.Sort();
        }

        _judged = judged;
        Result = new WriteResult { Refused = refused.Count == 0 ? null : refused };
    }

    public override void Withdraw()
    {
        _judged = new([], 0, 0);
        _capacity?.Release(table, _reserved);
        Result = new WriteResult { Refused = Result.Refused };
    }

    public override void Store(IWriteSession session, TouchedOwners touched)
    {
        var (stored, created, unchanged) = _judged!;
        if (Rehearsal is not null)
        {
            _capacity?.Release(table, _reserved);
            Result = Result with { Created = created, Updated = stored.Count - created, Unchanged = unchanged };
            return;
        }

        touched.Expect(table.Kind, stored.Count);
        session.Upsert(table, stored, touched,
            done => Result = Result with { Created = done.Created, Updated = done.Updated, Unchanged = unchanged + stored.Count - done.Created - done.Updated });
    }

    /// <summary>The places of rows whose ticket has as many as it may have.</summary>
    private List<int> Full(IWriteSession session)
    {
        _reserved.Clear();
        return _capacity?.Refuse(session, table, rows, _reserved) ?? [];
    }

    private bool TryMerge(IWriteSession session, RowMerge<T> merge, TouchedOwners touched, List<int> full)
    {
        touched.Expect(table.Kind, rows.Count);
        T[] merged = [.. rows];
        var counts = default(UpsertCounts);
        if (session.TryMerge(table, new(merged, merge, full.Count == 0 ? null : full.ToHashSet()), touched, done => counts = done) is not { } refused) return false;
        refused.AddRange(full);
        refused.Sort();
        _judged = new(merged, 0, 0);
        Result = new WriteResult
        {
            Created = counts.Created,
            Updated = counts.Updated,
            Unchanged = rows.Count - refused.Count - counts.Created - counts.Updated,
            Refused = refused.Count == 0 ? null : refused,
        };
        return true;
    }

    /// <param name="refused">Gets the places of those that do not fit what is stored; those that it has are left out.</param>
    private Judged JudgeEach(IWriteSession session, Func<string, bool> hasEvents, List<int> refused)
    {
        var left = refused.Count == 0 ? null : refused.ToHashSet();
        var (own, stored, created, unchanged) = (s_own ??= new(StringComparer.Ordinal), new List<T>(rows.Count), 0, 0);
        own.Clear();
        for (var place = 0; place < rows.Count; place++)
        {
            if (left?.Contains(place) == true) continue;
            var id = table.Id(rows[place]);
            var before = own.TryGetValue(id, out var earlier) ? earlier : Rehearsal is { } rehearsal && rehearsal.TryGet(id, this, out earlier) ? earlier : session.Find(table, id);
            var judgement = Merge!.Judge(table, place, (rows[place], before), hasEvents, out var merged);
            if (judgement == Judgement.Refused) refused.Add(place);
            if (judgement == Judgement.Unchanged) unchanged++;
            if (judgement is not (Judgement.Created or Judgement.Updated)) continue;
            if (judgement == Judgement.Created) created++;
            stored.Add(merged!);
            own[id] = merged!;
            Rehearsal?.Keep(id, merged!, this);
        }

        own.Clear();
        return new(stored, created, unchanged);
    }

    private List<T> Without(List<int> refused)
    {
        var left = refused.ToHashSet();
        return [.. rows.Where((_, place) => !left.Contains(place))];
    }

    /// <param name="Rows">To be stored, in their order.</param>
    /// <param name="Created">How many of them are new, where they were looked up.</param>
    /// <param name="Unchanged">How many others there are that change nothing.</param>
    private sealed record Judged(IReadOnlyList<T> Rows, int Created, int Unchanged);
}
