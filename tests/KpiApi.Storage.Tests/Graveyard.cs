using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Tests;

/// <summary>What tombstones are of, for who knows the ids.</summary>
internal static class Graveyard
{
    /// <summary>Each as "kind id ticket account version", in order.</summary>
    public static List<string> Read(KpiDbContext database, params string[] ids)
    {
        var hash = IdHash.Load(database);
        return [.. database.Tombstones.OrderBy(stone => stone.Seq).AsEnumerable().Select(stone =>
            $"{stone.Kind} {Of(stone.Kind, stone.Hash)} {Of(RecordKind.Ticket, stone.TicketHash)} {Of(RecordKind.Account, stone.AccountHash)} {stone.Version}")];

        string Of(RecordKind kind, long? sought) => sought is null ? "" : ids.SingleOrDefault(id => hash.Of(kind, id) == sought) ?? "?";
    }
}
