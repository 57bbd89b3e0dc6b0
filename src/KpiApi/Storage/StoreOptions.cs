using System.ComponentModel.DataAnnotations;

namespace KpiApi.Storage;

/// <summary>Section Store.</summary>
internal sealed class StoreOptions
{
    public const string Section = "Store";

    [AllowedValues("Sqlite", ErrorMessage = "Store:Provider has to be Sqlite, the embedded store.")]
    public string Provider { get; set; } = "Sqlite";

    [Required(ErrorMessage = "Store:ConnectionString is missing. For the embedded store it is like 'Data Source=data/kpi.db'.")]
    public string ConnectionString { get; set; } = "Data Source=data/kpi.db";
}
