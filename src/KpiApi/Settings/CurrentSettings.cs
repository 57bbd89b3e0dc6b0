using System.Text.Json;
using KpiApi.Hosting;
using KpiApi.Storage;
using KpiApi.Storage.Checking;

namespace KpiApi.Settings;

/// <summary>The settings in force, built once and swapped as a whole.</summary>
internal sealed partial class CurrentSettings(ILogger<CurrentSettings> logger)
{
    private volatile SettingsSnapshot _current = SettingsSnapshot.Empty;

    public SettingsSnapshot Current => _current;

    /// <summary>Where there was a setting when they were last read.</summary>
    public IReadOnlyCollection<string> Addresses { get; private set; } = [];

    /// <summary>Held while a change is checked and written: what it was checked against is then what it is written upon.</summary>
    public SemaphoreSlim OneChange { get; } = new(1, 1);

    /// <summary>Takes up what was committed. From the whole, so that every process has the same, whatever came to it in which order.</summary>
    /// <param name="all">Every body by <see cref="Setting.Id"/>.</param>
    /// <param name="changed">Where something has changed.</param>
    /// <returns>True when facts depend on what has changed.</returns>
    public bool Take(IReadOnlyDictionary<string, string> all, IReadOnlyCollection<string> changed)
    {
        Load(all);
        return SettingKinds.All.Any(kind => kind.ChangesFacts && changed.Any(address => address.StartsWith(kind.Address(""), StringComparison.Ordinal)));
    }

    public void Load(IReadOnlyDictionary<string, string> all)
    {
        var next = SettingsSnapshot.Empty;
        foreach (var kind in SettingKinds.All)
            foreach (var (address, body) in all.Where(setting => setting.Key.StartsWith(kind.Address(""), StringComparison.Ordinal)))
            {
                var errors = new List<RequestError>();
                next = Applied(next, kind, address, body, errors);
                // Checked when it came, so this is a metric or a zone that this version of the service does not know.
                foreach (var error in errors) Log.LeftOut(logger, address, error.Pointer, error.Message);
            }

        (_current, Addresses) = (next, [.. all.Keys]);
    }

    private static SettingsSnapshot Applied(SettingsSnapshot settings, SettingKind kind, string address, string body, List<RequestError> errors)
    {
        try
        {
            return kind.Apply(settings, address[kind.Address("").Length..], body, errors);
        }
        catch (JsonException notWritten)
        {
            throw new DamagedRowException(StoreTables.Settings.Name, notWritten);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The setting {Address} is left out: {Pointer} {Message}")]
        public static partial void LeftOut(ILogger logger, string address, string? pointer, string message);
    }
}
