using System.Text.Json;
using KpiApi.Ingest.Contracts;
using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;

namespace KpiApi.Changes;

/// <summary>A resource whose changes are followed, named as in its path.</summary>
internal abstract class ChangeKind(RecordKind kind, string name)
{
    /// <summary>In the order in which a follower needs them: what is named before what names it.</summary>
    public static readonly IReadOnlyList<ChangeKind> All =
    [
        new ChangeKind<Engine.Model.Account>(Resources.Accounts), new ChangeKind<Engine.Model.Agent>(Resources.Agents) { IsOfAgents = true },
        new ChangeKind<Engine.Model.Ticket>(Resources.Tickets), new ChangeKind<Engine.Model.TicketEvent>(Resources.Events),
        new ChangeKind<Engine.Model.Survey>(Resources.Surveys), new ChangeKind<Engine.Model.Shift>(Resources.Shifts), new ChangeKind<Engine.Model.Cost>(Resources.Costs),
    ];

    public RecordKind Kind => kind;

    public string Name => name;

    /// <summary>Without the scope read:agents there is nothing to see of it.</summary>
    public bool IsOfAgents { get; private init; }

    /// <summary>Rows by their last change.</summary>
    public abstract IEnumerable<Change> Read(StoreQueries store, long since, long until);

    public abstract string Id(object row);

    public abstract void WriteItem(Utf8JsonWriter json, object row, bool showsAgents);
}

internal sealed class ChangeKind<T>(Resource<T> resource) : ChangeKind(resource.Table.Kind, resource.Contract.Name) where T : class
{
    public override IEnumerable<Change> Read(StoreQueries store, long since, long until) =>
        store.ReadChanges(resource.Table, since, until).Select(row => new Change(row.Place.Version, this, row.Row));

    public override string Id(object row) => resource.Table.Id((T)row);

    public override void WriteItem(Utf8JsonWriter json, object row, bool showsAgents) =>
        resource.Contract.Columns.Write(json, (T)row, (item, field) => showsAgents || !resource.Contract.NamesAgent(item, field));
}

/// <param name="Version">That made it.</param>
/// <param name="Row">As it is now; null when it was deleted.</param>
/// <param name="DeletedHash">Of the id of what was deleted.</param>
internal readonly record struct Change(long Version, ChangeKind Kind, object? Row, long DeletedHash = 0);
