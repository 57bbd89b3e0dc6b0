using System.ComponentModel.DataAnnotations;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Execution;

namespace KpiApi.Kpis;

/// <summary>Section Kpi: what a query takes when it says nothing else.</summary>
internal sealed class KpiOptions : IValidatableObject
{
    public const string Section = "Kpi";

    /// <summary>The time zone that cuts days, weeks and months where a query names none; an IANA name like Europe/Berlin, or one of Windows.</summary>
    [Required(ErrorMessage = "Kpi:TimeZone is missing; it is a name like Europe/Berlin.")]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Days after the first resolution in which a reopen that an agent answers spoils first contact resolution.</summary>
    [Range(1, 365, ErrorMessage = "Kpi:FcrWindowDays has to be a whole number of days from 1 to 365.")]
    public int FcrWindowDays { get; set; } = 7;

    /// <summary>Megabytes of memory for answers that were given before.</summary>
    [Range(1, 65_536, ErrorMessage = "Kpi:AnswerCacheMegabytes has to be a whole number from 1 to 65536.")]
    public int AnswerCacheMegabytes { get; set; } = 64;

    /// <summary>Megabytes of memory for what was counted of facts that have not changed since, and never more than a quarter of what the process may have; the least used goes first.</summary>
    [Range(0, 1_048_576, ErrorMessage = "Kpi:PartialsMegabytes has to be a whole number from 0 to 1048576.")]
    public int PartialsMegabytes { get; set; } = 512;

    /// <summary>False to count every number from the rows, each time. The numbers are the same, later.</summary>
    public bool FastWays { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TimeZones.Find(TimeZone) is null)
            yield return new($"Kpi:TimeZone, {TimeZone}, is no time zone; it is a name like Europe/Berlin, and the nearest is {TimeZones.Nearest(TimeZone)}.");
    }

    internal Optimizations Optimizations => new(FastWays, Math.Min((long)PartialsMegabytes << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));
}
