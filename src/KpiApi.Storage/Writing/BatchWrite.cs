using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Writing;

/// <summary>Items of several tables in one transaction.</summary>
/// <param name="parts">In the order in which they are judged and stored; events before tickets, whose checks ask for them.</param>
/// <param name="isAllOrNothing">If one item of any part is refused, none is stored.</param>
internal sealed class BatchWrite(IReadOnlyList<UpsertWrite> parts, bool isAllOrNothing) : PendingWrite
{
    public override int RowCount => parts.Sum(part => part.RowCount);

    public override long Bytes => parts.Sum(part => part.Bytes);

    public override void Announce(TicketCapacity capacity, IWriteSession session)
    {
        foreach (var part in parts) part.Announce(capacity, session);
    }

    public override void Apply(IWriteSession session, TouchedOwners touched)
    {
        var withEvents = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            part.Judge(session, ticket => withEvents.Contains(ticket) || session.HasEvents(ticket));
            withEvents.UnionWith(part.TicketsOfEvents);
        }

        if (isAllOrNothing && parts.Any(part => part.HasRefused))
            foreach (var part in parts) part.Withdraw();
        foreach (var part in parts) part.Store(session, touched);
    }

    public override void MarkOutcomeUnknown()
    {
        base.MarkOutcomeUnknown();
        foreach (var part in parts) part.MarkOutcomeUnknown();
    }

    public override IReadOnlyCollection<string> TouchedOf(IReadOnlySet<string> tickets) => parts.SelectMany(part => part.TouchedOf(tickets)).ToHashSet(StringComparer.Ordinal);

    public override void Count(StoreTelemetry telemetry)
    {
        foreach (var part in parts) part.Count(telemetry);
    }
}
