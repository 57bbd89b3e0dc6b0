using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Reading;

/// <summary>The store as of one version, whole: to be read in one go and closed.</summary>
internal sealed class StoreView : IDisposable
{
    private const string Since = " WHERE r.\"Version\" > @p1";

    private readonly IDisposable? _context;
    private readonly IDisposable? _transaction;

    private StoreView(StoreReader reader, IDisposable? context, Func<IDisposable?> begin)
    {
        (Reader, _context) = (reader, context);
        try
        {
            _transaction = begin();
            Version = Reader.Version();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public StoreReader Reader { get; }

    public long Version { get; }

    /// <summary>Through a connection of its own.</summary>
    /// <param name="isOfOneMoment">False to keep no one from writing meanwhile: all of the version is there, and some of later ones.</param>
    public static StoreView Open(DatabaseDialect dialect, bool isOfOneMoment)
    {
        var context = dialect.CreateContext(isOfOneMoment ? StorePatience.Transaction : StorePatience.Load);
        return new(new(dialect, context), context, () => isOfOneMoment ? dialect.BeginView(context) : null);
    }

    /// <summary>Through the connection that writes; null where it cannot be read so.</summary>
    public static StoreView? TryOpen(IWriteSession session) => session.BeginView() is { } transaction ? new(new(session.Dialect, session), null, () => transaction) : null;

    /// <summary>What all transactions after a version have touched, whoever made them; a row that changed several times is as it is now.</summary>
    /// <param name="version">Seen already.</param>
    /// <param name="resolve">Tells what the tombstones are of, as far as anything of it was seen.</param>
    public TouchedOwners ReadChanges(long version, Action<IReadOnlyList<Tombstone>, TouchedOwners> resolve) => ReadChanges(Reader, version, resolve);

    internal static TouchedOwners ReadChanges(StoreReader reader, long version, Action<IReadOnlyList<Tombstone>, TouchedOwners> resolve)
    {
        var touched = new TouchedOwners();
        // What is gone from one place may be there again, or in another: rows after tombstones.
        var tombstones = Changed(reader, "tombstones", "r.\"Kind\", r.\"Hash\", r.\"TicketHash\", r.\"Version\"", ReadTombstone, version);
        if (tombstones.Count > 0) resolve(tombstones, touched);
        touched.SettingVersions.UnionWith(tombstones.Where(stone => stone.Kind == RecordKind.Setting).Select(stone => stone.Version));
        touched.SettingVersions.UnionWith(Changed(reader, "settings", "r.\"Version\"", row => row.Integer(0)!.Value, version));
        foreach (var id in Changed(reader, "tickets", "r.\"Id\"", row => row.Text(0)!, version)) touched.Read(id);
        foreach (var ticket in Changed(reader, "events", "r.\"Ticket\"", row => row.Text(0)!, version)) touched.Read(ticket);
        foreach (var row in Rows(reader, StoreTables.Surveys, version)) touched.Survey(new(row.Id, row, Outcome.Updated, null));
        foreach (var row in Rows(reader, StoreTables.Agents, version)) touched.Agent(new(row.Id, row, Outcome.Updated, null));
        foreach (var row in Rows(reader, StoreTables.Accounts, version)) touched.Facts(new(OwnerKind.Account, row.Id), OwnerFacts.Of(row));
        foreach (var row in Rows(reader, StoreTables.Shifts, version)) touched.Facts(new(OwnerKind.Shift, row.Id), OwnerFacts.Of(row));
        foreach (var row in Rows(reader, StoreTables.Costs, version)) touched.Facts(new(OwnerKind.Cost, row.Id), OwnerFacts.Of(row));
        foreach (var row in Rows(reader, StoreTables.Settings, version)) touched.Settings[row.Id] = row.Body;
        return touched;
    }

    public void Dispose()
    {
        _transaction?.Dispose();
        _context?.Dispose();
    }

    private static Tombstone ReadTombstone(StoreRow row) =>
        new() { Kind = (RecordKind)row.Integer(0)!.Value, Hash = row.Integer(1)!.Value, TicketHash = row.Integer(2), Version = row.Integer(3)!.Value };

    private static List<T> Rows<T>(StoreReader reader, StoreTable<T> table, long version) =>
        reader.Rows(table, $"FROM \"{table.Name}\" AS r{Since}", version);

    private static List<T> Changed<T>(StoreReader reader, string table, string columns, Func<StoreRow, T> read, long version) =>
        reader.Query($"SELECT {columns} FROM \"{table}\" AS r{Since}", read, version);
}
