using System.ComponentModel.DataAnnotations;

namespace KpiApi.Hosting;

/// <summary>Section Kpi: what a query takes when it says nothing else.</summary>
internal sealed class KpiOptions
{
    public const string Section = "Kpi";

    /// <summary>IANA name.</summary>
    [Required(ErrorMessage = "Kpi:TimeZone is missing; it is a name like Europe/Berlin.")]
    public string TimeZone { get; set; } = "UTC";

    [Range(1, 365, ErrorMessage = "Kpi:FcrWindowDays has to be a whole number of days from 1 to 365.")]
    public int FcrWindowDays { get; set; } = 7;
}
