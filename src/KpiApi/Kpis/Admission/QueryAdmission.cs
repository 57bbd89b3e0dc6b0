using System.Diagnostics.Metrics;
using System.Security.Claims;
using KpiApi.Engine.Execution.Scheduling;
using KpiApi.Engine.Planning;
using KpiApi.Http;
using KpiApi.Http.Limits;
using KpiApi.Kpis.Memory;
using KpiApi.Storage.Writing;
using Microsoft.Extensions.Options;

namespace KpiApi.Kpis.Admission;

/// <summary>
/// Everything that reads many facts asks here first: it gets a turn on the threads for queries, which the keys take one after the other, a share
/// of the memory, and an end to its time. Writes, kept answers and health never wait behind it.
/// </summary>
internal sealed class QueryAdmission : IDisposable
{
    /// <summary>What a value takes until it is answered.</summary>
    private const long BytesOfValue = 128;

    /// <summary>So many keys may have as many queries waiting as one may.</summary>
    private const int KeysWaiting = 8;

    private readonly LimitsOptions _limits;
    private readonly TimeProvider _clock;
    private readonly QueryThreads _threads;

    public QueryAdmission(IOptions<LimitsOptions> limits, TimeProvider clock, IMeterFactory meters)
    {
        (_limits, _clock) = (limits.Value, clock);
        _threads = new QueryThreads(new(Math.Max(2, Environment.ProcessorCount), MemoryShares.Least.Queries, _limits.WaitingQueries, _limits.WaitingQueries * KeysWaiting));
        var meter = meters.Create(StoreTelemetry.Name);
        meter.CreateObservableGauge("kpi.query.waiting", () => Waiting, "{query}", "Queries that wait for their turn.");
        meter.CreateObservableGauge("kpi.query.memory", () => HeldBytes, "By", "Estimated of the queries under way.");
    }

    /// <summary>Values that a query may count: as many as it is allowed, and as fit in the memory for queries.</summary>
    public long MaxValues => Math.Min(_limits.MaxQueryValues, MaxBytes / BytesOfValue);

    /// <summary>Bytes that the queries under way may take together.</summary>
    public long MaxBytes
    {
        get => _threads.MaxBytes;
        set => _threads.MaxBytes = value;
    }

    public int Waiting => _threads.Waiting;

    public long HeldBytes => _threads.HeldBytes;

    /// <summary>Why nothing more of the caller would be taken now; null when it would be.</summary>
    public QueryRefusedException? Refusal(ClaimsPrincipal caller) => _threads.IsFull(caller.KeyId()) is { } full ? QueryRefusedException.Full(full) : null;

    /// <summary>To be disposed of when the whole answer has been sent.</summary>
    /// <param name="gone">Told when nobody waits for the answer any more.</param>
    public AdmittedQuery Admit(ClaimsPrincipal caller, QueryCost cost, CancellationToken gone) =>
        new(_threads.Ticket(caller.KeyId(), cost), _clock, TimeSpan.FromSeconds(_limits.QuerySeconds), gone);

    /// <summary>The same for an answer of any length: its time is that of each piece, and it takes turns with other keys after each.</summary>
    public AdmittedQuery AdmitExport(ClaimsPrincipal caller, QueryCost cost, CancellationToken gone) =>
        new(_threads.Ticket(caller.KeyId(), cost), _clock, TimeSpan.FromSeconds(_limits.QuerySeconds), gone) { TimesEachTurn = true };

    /// <summary>What is answered at once.</summary>
    /// <param name="read">Gets who may help, and when to stop.</param>
    public async Task<T> RunAsync<T>(ClaimsPrincipal caller, QueryCost cost, Func<Helpers, CancellationToken, T> read, CancellationToken gone)
    {
        using var admitted = Admit(caller, cost, gone);
        return await admitted.RunAsync(read);
    }

    public void Dispose() => _threads.Dispose();
}
