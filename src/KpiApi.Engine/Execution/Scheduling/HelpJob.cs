namespace KpiApi.Engine.Execution.Scheduling;

/// <summary>A part of a running query that an idle thread does.</summary>
/// <param name="help">Does that part.</param>
internal sealed class HelpJob(Action help)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _done.Task;

    public void Run()
    {
        try
        {
            help();
            _done.SetResult();
        }
#pragma warning disable CA1031 // The failure belongs to the query that is helped, which awaits the task.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _done.SetException(failure);
        }
    }
}
