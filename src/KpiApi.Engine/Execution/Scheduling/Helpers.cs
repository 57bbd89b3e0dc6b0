namespace KpiApi.Engine.Execution.Scheduling;

/// <summary>Idle cores that can take a share of a running query.</summary>
public abstract class Helpers
{
    /// <summary>Threads of the .NET pool, for a process that runs one query at a time, such as a benchmark.</summary>
    public static Helpers OfPool { get; } = new PoolHelpers();

    /// <summary>How many may help one query at a time.</summary>
    public abstract int Most { get; }

    /// <summary>True when a waiting query needs the core: a helper stops after its current step.</summary>
    public abstract bool MustYield { get; }

    /// <summary>Runs <paramref name="help"/> at once beside the caller; null when no core is free.</summary>
    public abstract Task? TryStart(Action help);

    private sealed class PoolHelpers : Helpers
    {
        public override int Most => Environment.ProcessorCount - 1;

        public override bool MustYield => false;

        public override Task TryStart(Action help) => Task.Run(help, CancellationToken.None);
    }
}
