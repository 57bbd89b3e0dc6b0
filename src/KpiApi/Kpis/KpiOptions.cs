using System.ComponentModel.DataAnnotations;
using KpiApi.Engine.Calendars;

namespace KpiApi.Kpis;

/// <summary>Section Kpi: defaults of queries, and the memory of the process.</summary>
internal sealed class KpiOptions : IValidatableObject
{
    public const string Section = "Kpi";

    /// <summary>The time zone of days, weeks and months for queries that name none: an IANA name like Europe/Berlin, or a Windows name.</summary>
    [Required(ErrorMessage = "Kpi:TimeZone is missing; it is a name like Europe/Berlin.")]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Days after the first resolution within which a reopen that an agent answers prevents first contact resolution.</summary>
    [Range(1, 365, ErrorMessage = "Kpi:FcrWindowDays has to be a whole number of days from 1 to 365.")]
    public int FcrWindowDays { get; set; } = 7;

    /// <summary>
    /// Megabytes of memory for the whole process. What facts do not take is for running queries, cached partial aggregates and cached answers.
    /// 0 = what the runtime takes of a container's limit, three quarters, or half of the memory of a machine without one.
    /// </summary>
    [Range(0, 16_777_216, ErrorMessage = "Kpi:MemoryMegabytes has to be from 0, which is by the container's limit, to 16777216.")]
    public int MemoryMegabytes { get; set; }

    /// <summary>False computes every number from the rows each time. Numbers are the same, but slower.</summary>
    public bool FastWays { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TimeZones.Find(TimeZone) is null)
            yield return new($"Kpi:TimeZone, {TimeZone}, is no time zone; it is a name like Europe/Berlin, and the nearest is {TimeZones.Nearest(TimeZone)}.");
    }
}
