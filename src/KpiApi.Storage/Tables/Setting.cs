namespace KpiApi.Storage.Tables;

/// <summary>A calendar, an SLA policy or a target, as it is kept.</summary>
/// <param name="Id">Where it is found under /v1: <c>calendars/default</c>.</param>
/// <param name="Body">The whole of it as JSON, always written the same way, so that equal settings are equal texts.</param>
internal sealed record Setting(string Id, string Body)
{
    public string Id { get; set; } = Id;
    public string Body { get; set; } = Body;
}
