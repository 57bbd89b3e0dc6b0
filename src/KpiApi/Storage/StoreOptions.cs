using System.ComponentModel.DataAnnotations;

namespace KpiApi.Storage;

/// <summary>Section Store.</summary>
internal sealed class StoreOptions
{
    public const string Section = "Store";
    public const string DefaultFile = "Data Source=data/kpi.db";

    [AllowedValues("Sqlite", "SqlServer", "PostgreSql", ErrorMessage = "Store:Provider has to be Sqlite, SqlServer or PostgreSql.")]
    public string Provider { get; set; } = "Sqlite";

    /// <summary>A server's has no default.</summary>
    [Required(ErrorMessage = "Store:ConnectionString is missing. For the embedded store it is like 'Data Source=data/kpi.db'.")]
    public string ConnectionString { get; set; } = DefaultFile;

    [Range(10, 60_000, ErrorMessage = "Store:PollIntervalMilliseconds has to be a whole number from 10 to 60000.")]
    public int PollIntervalMilliseconds { get; set; } = 250;

    /// <summary>How often to look for what other processes have committed.</summary>
    public TimeSpan PollInterval => TimeSpan.FromMilliseconds(PollIntervalMilliseconds);
}
