using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Databases.Servers;

/// <summary>Rows of one table that wait to be upserted together.</summary>
internal abstract class ServerBatch
{
    /// <summary>True when something changed.</summary>
    public abstract bool Flush(KpiDbContext context, long version, TombstoneBatch graves);

    public abstract void Clear();
}

internal sealed class ServerBatch<T>(ServerDialect dialect, StoreTable<T> table, ServerTable server) : ServerBatch
{
    private readonly string _upsertSql = dialect.UpsertSql(server);
    private readonly List<Part> _parts = [];
    private List<Entry> _waiting = [];

    public string DeleteSql { get; } = dialect.DeleteSql(server);

    /// <summary>Rows as they are by now.</summary>
    public StoredRows<T> Stored { get; } = new(dialect, table);

    public void Add(IReadOnlyList<T> rows, TouchedOwners touched, Action<UpsertCounts> done)
    {
        var part = new Part(touched, done);
        _parts.Add(part);
        foreach (var row in rows)
        {
            _waiting.Add(new(row, part));
            Stored.Forget(table.Id(row));
        }
    }

    public override bool Flush(KpiDbContext context, long version, TombstoneBatch graves)
    {
        // A row whose id came before in the same batch is judged by what that one left: it goes with the next round.
        while (_waiting.Count > 0) _waiting = UpsertRound(context, version, graves);
        var changed = false;
        foreach (var part in _parts)
        {
            part.Done(new(part.Created, part.Updated));
            changed |= part.Created + part.Updated > 0;
        }

        _parts.Clear();
        return changed;
    }

    public override void Clear()
    {
        _parts.Clear();
        _waiting = [];
        Stored.Clear();
    }

    /// <summary>Upserts the first row of each id; returns the rest.</summary>
    private List<Entry> UpsertRound(KpiDbContext context, long version, TombstoneBatch graves)
    {
        var (round, rest) = (new Dictionary<string, Entry>(_waiting.Count, StringComparer.Ordinal), new List<Entry>());
        foreach (var entry in _waiting)
            if (!round.TryAdd(table.Id(entry.Row), entry)) rest.Add(entry);
        var json = BatchJson.Of(table, round.Values.Select(entry => entry.Row));
        var changes = dialect.Query(context, _upsertSql, row => (Id: row.Text(0)!, Created: row.Integer(1) == 1, Owner: row.Text(2)), json, version);
        foreach (var (id, created, owner) in changes)
        {
            var (row, part) = round[id];
            if (created) part.Created++;
            else part.Updated++;
            if (owner is not null && owner != table.TicketOf!(row)) graves.Add(table.Kind, id, owner, null);
            table.Touch(part.Touched, new(id, row, created ? Outcome.Created : Outcome.Updated, owner));
        }

        return rest;
    }

    private readonly record struct Entry(T Row, Part Part);

    /// <summary>What one request wants upserted.</summary>
    private sealed class Part(TouchedOwners touched, Action<UpsertCounts> done)
    {
        public TouchedOwners Touched => touched;
        public Action<UpsertCounts> Done => done;
        public int Created { get; set; }
        public int Updated { get; set; }
    }
}
