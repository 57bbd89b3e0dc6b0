using System.Globalization;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution;
using KpiApi.Kpis.Admission;
using KpiApi.Kpis.Caching;
using Microsoft.Extensions.Options;

namespace KpiApi.Kpis.Memory;

/// <summary>
/// Keeps the process within its memory: what facts leave of it is shared out among running queries, partial aggregates and answers, again whenever
/// there are other facts. Facts are never given up, so where they alone take too much the service says so and goes on with the least.
/// </summary>
internal sealed partial class MemoryBudget : BackgroundService
{
    /// <summary>A few queries can take hundreds of megabytes in a second.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Facts that arrive in the meantime are few beside those that there are.</summary>
    private const int PausesBetweenShares = 5;

    private readonly FactWriter _facts;
    private readonly QueryExecutor _executor;
    private readonly AnswerCache _answers;
    private readonly QueryAdmission _admission;
    private readonly GarbageCollection _garbage;
    private readonly TimeProvider _clock;
    private readonly ILogger<MemoryBudget> _log;

    public MemoryBudget(FactWriter facts, QueryExecutor executor, AnswerCache answers, QueryAdmission admission, IOptions<KpiOptions> options, TimeProvider clock, ILogger<MemoryBudget> log)
    {
        (_facts, _executor, _answers, _admission, _clock, _log) = (facts, executor, answers, admission, clock, log);
        TotalBytes = options.Value.MemoryMegabytes > 0 ? (long)options.Value.MemoryMegabytes << 20 : DefaultBytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, IsLimited());
        _garbage = new GarbageCollection(TotalBytes, clock);
        ShareOut();
    }

    /// <summary>For the whole process.</summary>
    public long TotalBytes { get; }

    /// <summary>False when facts leave less than the least.</summary>
    public bool FactsFit { get; private set; } = true;

    /// <summary>As it is now.</summary>
    public MemoryStatus Current => new(
        TotalBytes, Environment.WorkingSet, GC.GetGCMemoryInfo().TotalCommittedBytes, FactsFit, _facts.Current.SizeBytes, _facts.Current.NameBytes, _facts.IndexBytes,
        new(_executor.CachedBytes, _executor.MaxCachedBytes), new(_answers.SizeBytes, _answers.MaxBytes), new(_admission.HeldBytes, _admission.MaxBytes));

    /// <summary>A machine without a limit has other programs to run.</summary>
    public static long DefaultBytes(long available, bool isLimited) => isLimited ? available : available / 2;

    /// <summary>By what the facts take now.</summary>
    public void ShareOut()
    {
        var facts = _facts.Current;
        var shares = MemoryShares.Of(TotalBytes, facts.SizeBytes + facts.NameBytes + _facts.IndexBytes, out var fits);
        (_executor.MaxCachedBytes, _answers.MaxBytes, _admission.MaxBytes) = (shares.Partials, shares.Answers, shares.Queries);
        if (FactsFit && !fits)
            Log.FactsDoNotFit(_log, TotalBytes >> 20);
        FactsFit = fits;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, _clock);
        for (var pause = 0; await timer.WaitForNextTickAsync(stoppingToken); pause++)
        {
            if (pause % PausesBetweenShares == 0)
                ShareOut();
            _garbage.CollectIfMuch(() => Environment.WorkingSet);
        }
    }

    /// <summary>By a container or by the one who started it.</summary>
    private static bool IsLimited() => GC.GetConfigurationVariables().TryGetValue("GCHeapHardLimit", out var limit) && Convert.ToInt64(limit, CultureInfo.InvariantCulture) > 0;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The facts leave next to nothing of the {Megabytes} MB of Kpi:MemoryMegabytes. Queries are answered, but slowly: give the service more memory.")]
        public static partial void FactsDoNotFit(ILogger logger, long megabytes);
    }
}
