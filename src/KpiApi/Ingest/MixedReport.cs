using System.Text.Json.Serialization;

namespace KpiApi.Ingest;

/// <summary>What became of a batch of several kinds: a result for each kind that was sent.</summary>
internal class MixedReport(IReadOnlyDictionary<string, BatchReport> kinds, long? version)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchReport? Accounts { get; } = kinds.GetValueOrDefault("accounts");

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchReport? Agents { get; } = kinds.GetValueOrDefault("agents");

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchReport? Tickets { get; } = kinds.GetValueOrDefault("tickets");

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchReport? Events { get; } = kinds.GetValueOrDefault("events");

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchReport? Surveys { get; } = kinds.GetValueOrDefault("surveys");

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchReport? Shifts { get; } = kinds.GetValueOrDefault("shifts");

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchReport? Costs { get; } = kinds.GetValueOrDefault("costs");

    /// <summary>At which all of it is visible; null when nothing was written.</summary>
    public long? Version { get; } = version;

    /// <summary>True when nothing was stored, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; } = kinds.Values.FirstOrDefault()?.DryRun;
}
