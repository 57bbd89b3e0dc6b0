using System.ComponentModel.DataAnnotations;

namespace KpiApi.Alerts;

/// <summary>Section Alerts: what is reported, and where events link to.</summary>
internal sealed class AlertOptions : IValidatableObject
{
    public const string Section = "Alerts";

    /// <summary>Where people reach the page, such as https://kpi.example.com/: events link to it. Without it they have no link.</summary>
    public string? PageUrl { get; set; }

    /// <summary>Hours after which a ticket or survey is not reported any more: what became true longer ago is history, and stays silent.</summary>
    [Range(1, 720, ErrorMessage = "Alerts:MaxAgeHours has to be a whole number of hours from 1 to 720.")]
    public int MaxAgeHours { get; set; } = 24;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PageUrl is not null && !(Uri.TryCreate(PageUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length + url.Fragment.Length == 0))
            yield return new($"Alerts:PageUrl, {PageUrl}, has to be an absolute URL without query, like https://kpi.example.com/.");
    }

    internal long MaxAgeMs => MaxAgeHours * 3_600_000L;
}
