using System.Text.Json;
using KpiApi.Engine.Queries;
using KpiApi.Storage;

namespace KpiApi.Kpis;

/// <summary>
/// Asks after a start what was asked of late before it, so that dashboards do not wait while all that was counted of whole chunks is
/// counted again. The questions are kept in a file beside that of the columns, written when the service stops. Nothing depends on it.
/// </summary>
internal sealed partial class WarmStart(KpiRunner runner, RecentQuestions questions, SnapshotFile columns, StoreReadiness readiness, TimeProvider clock, ILogger<WarmStart> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    /// <summary>Those who have waited for the service go first.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly string? _path = columns.FullName is { } file ? Path.ChangeExtension(file, ".questions") : null;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_path is not null && readiness.IsReady) Write(_path);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_path is null) return;
        try
        {
            using var timer = new PeriodicTimer(s_look, clock);
            while (!readiness.IsReady) await timer.WaitForNextTickAsync(stoppingToken);
            await Task.Delay(s_pause, clock, stoppingToken);
            var kept = Take(_path);
            foreach (var question in kept) questions.Note(question);
            // A thread of its own, because the pool's few belong to the requests; the one asked last first.
            await Task.Factory.StartNew(() => Ask([.. kept.Reverse()], stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (OperationCanceledException)
        {
            // Stopping: those not asked again are kept once more.
        }
#pragma warning disable CA1031 // Nobody waits for these answers, so what is wrong with one must not stop the service.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.GivenUp(logger, failure);
        }
    }

    /// <summary>Each twice: the first time single chunks are counted, the second time they are put together.</summary>
    private void Ask(KpiRequest[] kept, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        foreach (var question in kept.Concat(kept))
        {
            cancel.ThrowIfCancellationRequested();
            // What it names may be gone by now: then there is nothing to count.
            runner.Run(question, cancel);
        }

        var milliseconds = (long)clock.GetElapsedTime(started).TotalMilliseconds;
        if (kept.Length > 0) Log.Asked(logger, kept.Length, milliseconds);
    }

    /// <summary>Removes the file before anything is asked: a question that no process survives is not asked again by the next one.</summary>
    private KpiRequest[] Take(string path)
    {
        try
        {
            if (!File.Exists(path)) return [];
            var text = File.ReadAllBytes(path);
            File.Delete(path);
            return [.. JsonSerializer.Deserialize<Dictionary<string, string?[]>[]>(text)!.Select(Request)];
        }
#pragma warning disable CA1031 // As above: whatever is wrong with the file, it can be done without.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.NotRead(logger, path, failure.Message);
            return [];
        }
    }

    private void Write(string path)
    {
        var texts = questions.All.Select(question => question.Names.ToDictionary(name => name, question.Values)).ToArray();
        if (texts.Length == 0) return;
        try
        {
            var unfinished = path + ".tmp";
            File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(texts));
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, path, failure.Message);
        }
    }

    private static KpiRequest Request(Dictionary<string, string?[]> parameters)
    {
        var request = new KpiRequest();
        foreach (var (name, values) in parameters)
        {
            request.Add(name);
            foreach (var value in values) request.Add(name, value);
        }

        return request;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Asked {Questions} questions of before the start again, in {Milliseconds} ms")]
        public static partial void Asked(ILogger logger, int questions, long milliseconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The questions of before the start are not asked again to the end")]
        public static partial void GivenUp(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{File} is not used: {Reason}")]
        public static partial void NotRead(ILogger logger, string file, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{File} could not be written; the first questions after the next start take longer: {Reason}")]
        public static partial void NotWritten(ILogger logger, string file, string reason);
    }
}
