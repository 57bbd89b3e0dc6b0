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

    /// <summary>Where the columns are kept for the next start; empty = beside the file of the embedded store.</summary>
    public string SnapshotFolder { get; set; } = "";

    /// <summary>Between two looks at whether enough has changed to write them anew; 0 = they are not kept.</summary>
    [Range(0, 1440, ErrorMessage = "Store:SnapshotMinutes has to be a whole number of minutes from 0, for never, to 1440.")]
    public int SnapshotMinutes { get; set; } = 10;
}
