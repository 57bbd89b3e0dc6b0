using KpiApi.Storage.Reading;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Feed;

/// <summary>Versions of the store changed settings: a change of the feed like that of a ticket.</summary>
/// <param name="Addresses">Of the settings that were written or deleted.</param>
/// <param name="Versions">Of the commits that did it.</param>
/// <param name="Bodies">All settings there are now, by address.</param>
internal sealed record SettingsChanged(IReadOnlyCollection<string> Addresses, IReadOnlyCollection<long> Versions, IReadOnlyDictionary<string, string> Bodies)
{
    /// <summary>Null when no setting is among the changes.</summary>
    public static SettingsChanged? In(TouchedOwners touched, StoreView view) => touched.Settings.Count == 0
        ? null
        : new(touched.Settings.Keys, [.. touched.SettingVersions.DefaultIfEmpty(view.Version)], view.Reader.Settings());
}
