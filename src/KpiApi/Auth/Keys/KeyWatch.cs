using KpiApi.Auth.Schemes;
using KpiApi.Storage.Tables;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace KpiApi.Auth.Keys;

/// <summary>
/// Reads the keys before the first request, and again twice a second, so that a key revoked on another replica is refused here within a
/// second. While the store is away the keys last read stay in force.
/// </summary>
internal sealed partial class KeyWatch(
    KeyStore store, KeyRing ring, LocalTrust trust, IOptions<KeysOptions> options, IServer server, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<KeyWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_lastUsePause = TimeSpan.FromMinutes(1);

    private bool _fails;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.RefreshAsync(cancellationToken);
        if (ring.IsEmpty && options.Value.PrintFirst)
        {
            var made = await store.AddAsync("first", Scopes.Admin, null, cancellationToken);
            // To the console and not to the log, which may be kept, or sent elsewhere.
            await Console.Out.WriteLineAsync($"The first key, with the scope admin; it is shown only this once: {made.Text}");
        }

        lifetime.ApplicationStarted.Register(LogWhenOpen);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await AttemptAsync(() => store.SaveLastUseAsync(cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var saved = clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(s_pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await AttemptAsync(() => store.RefreshAsync(stoppingToken));
            if (clock.GetElapsedTime(saved) < s_lastUsePause) continue;
            await AttemptAsync(() => store.SaveLastUseAsync(stoppingToken));
            saved = clock.GetTimestamp();
        }
    }

    private void LogWhenOpen()
    {
        if (!ring.IsEmpty) return;
        if (!trust.IsGiven)
        {
            Log.Closed(logger);
            return;
        }

        Log.Open(logger);
        foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !uri.IsLoopback) Log.Refusing(logger, address);
    }

    /// <summary>Told when it begins to fail and when that has ended, not each time.</summary>
    private async Task AttemptAsync(Func<Task> action)
    {
        try
        {
            await action();
            if (_fails) Log.ReadAgain(logger);
            _fails = false;
        }
        catch (Exception ending) when (ending is OperationCanceledException or ObjectDisposedException)
        {
            // Stopping, or a start that failed elsewhere.
        }
#pragma warning disable CA1031 // Whatever it is, the service goes on with the keys that it has.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (!_fails) Log.NotRead(logger, failure);
            _fails = true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "There is no key yet: programs on this machine need none, all others are refused. "
            + "The first one, with the scope admin, is printed at a start with Keys__PrintFirst=true, set as Keys__Admin, or made by POST /v1/keys on this machine")]
        public static partial void Open(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "There is no key yet and an address to listen on was given, so all calls are refused. "
            + "The first key, with the scope admin, is printed at a start with Keys__PrintFirst=true, or set as Keys__Admin; "
            + "Keys__AllowLoopbackWithoutKey=true lets programs on this machine do without one")]
        public static partial void Closed(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Listening on {Address}, but without any key only callers on this machine are answered")]
        public static partial void Refusing(ILogger logger, string address);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The keys could not be read or written; those last read stay in force, and this is tried again and again")]
        public static partial void NotRead(ILogger logger, Exception failure);

        [LoggerMessage(Level = LogLevel.Information, Message = "The keys are read and written again")]
        public static partial void ReadAgain(ILogger logger);
    }
}
