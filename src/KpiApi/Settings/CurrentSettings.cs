using KpiApi.Hosting;
using KpiApi.Storage;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Settings;

/// <summary>The settings in force, built once and swapped as a whole.</summary>
internal sealed partial class CurrentSettings(ILogger<CurrentSettings> logger)
{
    private volatile SettingsSnapshot _current = SettingsSnapshot.Empty;

    public SettingsSnapshot Current => _current;

    /// <summary>Held while a change is checked and written: what it was checked against is then what it is written upon.</summary>
    public SemaphoreSlim OneChange { get; } = new(1, 1);

    /// <summary>Takes up what was committed.</summary>
    /// <param name="changes">Bodies by <see cref="Setting.Id"/>; null = removed.</param>
    /// <returns>True when facts depend on what has changed.</returns>
    public bool Take(IReadOnlyDictionary<string, string?> changes)
    {
        var (next, changesFacts) = (_current, false);
        foreach (var kind in SettingKinds.All)
            foreach (var (address, body) in changes.Where(change => change.Key.StartsWith(kind.Address(""), StringComparison.Ordinal)))
            {
                var errors = new List<RequestError>();
                next = kind.Apply(next, address[kind.Address("").Length..], body, errors);
                changesFacts |= kind.ChangesFacts;
                // Checked when it came, so this is a metric or a zone that this version of the service does not know.
                foreach (var error in errors) Log.LeftOut(logger, address, error.Pointer, error.Message);
            }

        _current = next;
        return changesFacts;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The setting {Address} is left out: {Pointer} {Message}")]
        public static partial void LeftOut(ILogger logger, string address, string? pointer, string message);
    }
}

/// <summary>Settings are there before the first request and before the first fact is derived.</summary>
internal sealed class SettingsLoading(IDbContextFactory<KpiDbContext> contexts, CurrentSettings settings) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        settings.Take(await context.Settings.ToDictionaryAsync(row => row.Id, string? (row) => row.Body, StringComparer.Ordinal, cancellationToken));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
