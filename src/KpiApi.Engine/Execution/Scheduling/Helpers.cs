namespace KpiApi.Engine.Execution.Scheduling;

/// <summary>Cores that take a share of a running query.</summary>
public abstract class Helpers
{
    /// <summary>The thread pool's, for a caller that is alone, such as a benchmark.</summary>
    public static Helpers OfPool { get; } = new PoolHelpers();

    /// <summary>That may help one query at a time.</summary>
    public abstract int Most { get; }

    /// <summary>True when somebody else needs the cores: who helps should stop after the piece of work at hand.</summary>
    public abstract bool AreWanted { get; }

    /// <summary>Runs <paramref name="help"/> at once beside the caller; null when no core is free.</summary>
    public abstract Task? TryStart(Action help);

    private sealed class PoolHelpers : Helpers
    {
        public override int Most => Environment.ProcessorCount - 1;

        public override bool AreWanted => false;

        public override Task TryStart(Action help) => Task.Run(help, CancellationToken.None);
    }
}
