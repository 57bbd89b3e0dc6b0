using KpiApi.Http.Errors;

namespace KpiApi.Settings;

/// <summary>Rules for a setting that is put, beside those by which it is read: what it means for the data that there is now.</summary>
internal delegate IReadOnlyList<RequestError> SettingCheck<in T>(HttpContext context, T setting);
