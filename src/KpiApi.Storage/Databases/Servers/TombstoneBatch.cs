using System.Text.Json;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Databases.Servers;

/// <summary>The tombstones of one transaction, written in one round trip before it is committed.</summary>
internal sealed class TombstoneBatch(ServerDialect dialect)
{
    private readonly List<Tombstone> _waiting = [];
    private IdHash? _hash;

    /// <summary>Before the transaction: the first process makes the key.</summary>
    public void Open()
    {
        if (_hash is not null) return;
        using var context = dialect.CreateContext();
        _hash = IdHash.Load(context);
    }

    public void Add(RecordKind kind, string id, string? ticket, string? account) => _waiting.Add(Tombstone.Of(_hash!, kind, id, ticket, account, 0));

    public void Flush(KpiDbContext context, long version)
    {
        if (_waiting.Count == 0) return;
        var json = JsonSerializer.Serialize(_waiting.Select(stone => new { stone.Kind, stone.Hash, stone.TicketHash, stone.AccountHash }));
        dialect.Query(context, dialect.InsertTombstonesSql, row => row.Integer(0), json, version);
    }

    public void Clear() => _waiting.Clear();
}
