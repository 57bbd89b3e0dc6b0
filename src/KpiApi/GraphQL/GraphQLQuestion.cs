using System.Globalization;
using System.Security.Claims;
using KpiApi.Auth;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Planning;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Endpoints;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;
using NodaTime;

namespace KpiApi.GraphQL;

/// <summary>What all fields of one request share: one moment, and one snapshot of the data, taken when the first of them asks.</summary>
internal sealed class GraphQLQuestion(
    FactWriter facts, VersionWaits waits, QueryAdmission admission, StoreReadiness readiness, TimeProvider clock, ClaimsPrincipal caller)
{
    private FactSnapshot? _snapshot;

    public ClaimsPrincipal Caller => caller;

    public Instant Now { get; } = Instant.FromDateTimeOffset(clock.GetUtcNow());

    /// <exception cref="FieldException">The facts are still being loaded, or the version asked for is not visible.</exception>
    public async Task<FactSnapshot> SnapshotAsync(long? minVersion, CancellationToken cancel)
    {
        RefuseWhileLoading();
        if (minVersion < 0)
            throw new FieldException("invalid_value", "'minVersion' is the 'version' of an answer: a whole number.");
        if (_snapshot is null && minVersion is { } version)
            await waits.UntilAsync(version, caller, cancel);
        _snapshot ??= facts.Current;
        if (_snapshot.Version >= (minVersion ?? 0))
            return _snapshot;
        throw new FieldException("version_not_visible",
            string.Create(CultureInfo.InvariantCulture, $"Version {minVersion} is not visible here yet; this document reads version {_snapshot.Version}."));
    }

    /// <summary>Reads facts on a thread for queries. The fields of a document come one after the other, so it never has more than one turn at a time.</summary>
    public Task<T> ReadAsync<T>(QueryCost cost, Func<Helpers, CancellationToken, T> read, CancellationToken cancel) => admission.RunAsync(caller, cost, read, cancel);

    /// <exception cref="FieldException">Half of the facts would be wrong ones.</exception>
    public void RefuseWhileLoading()
    {
        if (!readiness.IsReady)
            throw new FieldException(StoreUnavailableException.Unavailable, "The facts are still being loaded from the store.");
    }

    /// <exception cref="FieldException">The caller may not see agents.</exception>
    public void RequireAgents()
    {
        if (!caller.Holds(Scopes.ReadAgents))
            throw new FieldException(AgentQuestions.Refused, ScopeNames.Missing(Scopes.ReadAgents).Message);
    }
}
