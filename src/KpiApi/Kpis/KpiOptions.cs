using System.ComponentModel.DataAnnotations;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Execution;

namespace KpiApi.Kpis;

/// <summary>Section Kpi: defaults of queries, and memory for caches.</summary>
internal sealed class KpiOptions : IValidatableObject
{
    public const string Section = "Kpi";

    /// <summary>The time zone of days, weeks and months for queries that name none: an IANA name like Europe/Berlin, or a Windows name.</summary>
    [Required(ErrorMessage = "Kpi:TimeZone is missing; it is a name like Europe/Berlin.")]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Days after the first resolution within which a reopen that an agent answers prevents first contact resolution.</summary>
    [Range(1, 365, ErrorMessage = "Kpi:FcrWindowDays has to be a whole number of days from 1 to 365.")]
    public int FcrWindowDays { get; set; } = 7;

    /// <summary>Megabytes of memory for cached answers.</summary>
    [Range(1, 65_536, ErrorMessage = "Kpi:AnswerCacheMegabytes has to be a whole number from 1 to 65536.")]
    public int AnswerCacheMegabytes { get; set; } = 64;

    /// <summary>Megabytes of memory for cached partial aggregates, at most a quarter of the memory available to the process. The least recently used are dropped first.</summary>
    [Range(0, 1_048_576, ErrorMessage = "Kpi:PartialsMegabytes has to be a whole number from 0 to 1048576.")]
    public int PartialsMegabytes { get; set; } = 512;

    /// <summary>False computes every number from the rows each time. Numbers are the same, but slower.</summary>
    public bool FastWays { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TimeZones.Find(TimeZone) is null)
            yield return new($"Kpi:TimeZone, {TimeZone}, is no time zone; it is a name like Europe/Berlin, and the nearest is {TimeZones.Nearest(TimeZone)}.");
    }

    internal Optimizations Optimizations => new(FastWays, Math.Min((long)PartialsMegabytes << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));
}
