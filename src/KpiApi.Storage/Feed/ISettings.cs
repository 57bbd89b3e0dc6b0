using KpiApi.Engine.Derivation;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Feed;

/// <summary>What the service makes of the settings, whose bodies the store keeps without reading them. Addresses are those of <see cref="Setting.Id"/>.</summary>
internal interface ISettings
{
    /// <summary>Where there was a setting when they were last replaced.</summary>
    IReadOnlyCollection<string> Addresses { get; }

    /// <summary>Puts these in force instead of all before. From the whole, so that every process has the same, whatever came to it in which order.</summary>
    /// <param name="bodies">Every body by its address.</param>
    void Replace(IReadOnlyDictionary<string, string> bodies);

    /// <summary>True when facts depend on one of the settings at these addresses.</summary>
    bool AffectFacts(IReadOnlyCollection<string> addresses);

    /// <summary>The rules with the settings in force.</summary>
    DerivationRules ApplyTo(DerivationRules rules);

    /// <summary>What in these bodies is not understood, in sentences.</summary>
    IEnumerable<string> Problems(IReadOnlyDictionary<string, string> bodies);
}
