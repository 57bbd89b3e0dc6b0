using System.Text.Json;
using KpiApi.Engine.Derivation;
using KpiApi.Http.Errors;
using KpiApi.Ingest.Contracts;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Tables;

namespace KpiApi.Settings;

/// <summary>The settings in force, built once and swapped as a whole.</summary>
internal sealed partial class CurrentSettings(DeclaredAttributes declared, ILogger<CurrentSettings> logger) : ISettings, IDisposable
{
    private readonly SemaphoreSlim _oneChange = new(1, 1);
    private volatile SettingsSnapshot _current = SettingsSnapshot.Empty;

    public SettingsSnapshot Current => _current;

    public IReadOnlyCollection<string> Addresses { get; private set; } = [];

    /// <summary>One change after the other: what each is checked against is then what it is written upon.</summary>
    public async Task<T> ChangeAsync<T>(Func<Task<T>> change, CancellationToken cancel)
    {
        await _oneChange.WaitAsync(cancel);
        try
        {
            return await change();
        }
        finally
        {
            _oneChange.Release();
        }
    }

    public void Dispose() => _oneChange.Dispose();

    public void Replace(IReadOnlyDictionary<string, string> bodies)
    {
        // Checked when it came, so what is not understood is a metric or a zone that this version of the service does not know.
        var (next, problems) = Read(bodies);
        foreach (var (address, error) in problems) Log.LeftOut(logger, address, error.Pointer, error.Message);
        (_current, Addresses) = (next, [.. bodies.Keys]);
        declared.Current = next.AttributeSlots;
    }

    public bool AffectFacts(IReadOnlyCollection<string> addresses) =>
        SettingKinds.All.Any(kind => kind.ChangesFacts && addresses.Any(address => address.StartsWith(kind.Address(""), StringComparison.Ordinal)));

    public DerivationRules ApplyTo(DerivationRules rules) => Current.Over(rules);

    public IEnumerable<string> Problems(IReadOnlyDictionary<string, string> bodies) =>
        Read(bodies).Problems.Select(problem => $"The setting {problem.Address} is not understood: {problem.Error.Pointer} {problem.Error.Message}");

    private static (SettingsSnapshot Settings, List<(string Address, RequestError Error)> Problems) Read(IReadOnlyDictionary<string, string> bodies)
    {
        var (settings, problems) = (SettingsSnapshot.Empty, new List<(string, RequestError)>());
        foreach (var kind in SettingKinds.All)
            foreach (var (address, body) in bodies.Where(setting => setting.Key.StartsWith(kind.Address(""), StringComparison.Ordinal)))
            {
                var errors = new List<RequestError>();
                settings = Applied(settings, kind, address, body, errors);
                problems.AddRange(errors.Select(error => (address, error)));
            }

        return (settings, problems);
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
