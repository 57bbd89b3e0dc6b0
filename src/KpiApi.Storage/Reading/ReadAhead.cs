using System.Collections.Concurrent;

namespace KpiApi.Storage.Reading;

/// <summary>Two cores for a start: one reads the store, the other derives from what was read before.</summary>
internal static class ReadAhead
{
    private const int AtMost = 2;

    /// <summary>The same items in the same order, made by a thread of its own that is at most a few ahead.</summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> items)
    {
        using var stop = new CancellationTokenSource();
        using var ready = new BlockingCollection<T>(AtMost);
        var reading = Task.Factory.StartNew(() => Read(items, ready, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var item in ready.GetConsumingEnumerable()) yield return item;
            reading.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            // What it failed with was told above, unless nobody wanted to know.
            Task.WaitAny(reading);
        }
    }

    private static void Read<T>(IEnumerable<T> items, BlockingCollection<T> ready, CancellationToken stop)
    {
        try
        {
            foreach (var item in items) ready.Add(item, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody takes any more.
        }
        finally
        {
            ready.CompleteAdding();
        }
    }
}
