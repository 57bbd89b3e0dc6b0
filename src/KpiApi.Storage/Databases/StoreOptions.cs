using System.ComponentModel.DataAnnotations;

namespace KpiApi.Storage.Databases;

/// <summary>Section Store.</summary>
internal sealed class StoreOptions
{
    public const string Section = "Store";
    public const string DefaultFile = "Data Source=data/kpi.db";

    /// <summary>The database: Sqlite, SqlServer or PostgreSql.</summary>
    [AllowedValues("Sqlite", "SqlServer", "PostgreSql", ErrorMessage = "Store:Provider has to be Sqlite, SqlServer or PostgreSql.")]
    public string Provider { get; set; } = "Sqlite";

    /// <summary>Where the database is, which the first start makes; a server's has no default.</summary>
    [Required(ErrorMessage = "Store:ConnectionString is missing. For the embedded store it is like 'Data Source=data/kpi.db'.")]
    public string ConnectionString { get; set; } = DefaultFile;

    /// <summary>Where the columns are kept for the next start; empty = beside the file of the embedded store, and for a server: they are not kept.</summary>
    public string SnapshotFolder { get; set; } = "";

    /// <summary>Minutes between two looks at whether enough has changed to write the columns anew; 0 = they are not kept.</summary>
    [Range(0, 1440, ErrorMessage = "Store:SnapshotMinutes has to be a whole number of minutes from 0, for never, to 1440.")]
    public int SnapshotMinutes { get; set; } = 10;

    /// <summary>How often to look for what other processes on the same database have committed.</summary>
    [Range(10, 60_000, ErrorMessage = "Store:PollIntervalMilliseconds has to be a whole number from 10 to 60000.")]
    public int PollIntervalMilliseconds { get; set; } = 250;

    /// <summary>Seconds after which numbers come with a warning when the database was not read for so long, and for at least three polls.</summary>
    [Range(1, 86_400, ErrorMessage = "Store:StaleSeconds has to be a whole number of seconds from 1 to 86400.")]
    public int StaleSeconds { get; set; } = 5;

    /// <summary>Seconds within which a database server has to take a connection and answer a short question; a statement of a transaction has four times as long.</summary>
    [Range(1, 300, ErrorMessage = "Store:AnswerSeconds has to be a whole number of seconds from 1 to 300.")]
    public int AnswerSeconds { get; set; } = 5;

    public TimeSpan PollInterval => TimeSpan.FromMilliseconds(PollIntervalMilliseconds);
}
