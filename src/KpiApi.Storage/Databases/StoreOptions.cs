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

    /// <summary>The connection string. The first start creates the database. SQL Server and PostgreSQL have no default.</summary>
    [Required(ErrorMessage = "Store:ConnectionString is missing. For the embedded store it is like 'Data Source=data/kpi.db'.")]
    public string ConnectionString { get; set; } = DefaultFile;

    /// <summary>Folder of the columns file, which makes the next start fast. By default beside an SQLite database; with a server none is written.</summary>
    public string SnapshotFolder { get; set; } = "";

    /// <summary>Minutes between two checks of whether enough has changed to write the columns file again; 0 = no columns file.</summary>
    [Range(0, 1440, ErrorMessage = "Store:SnapshotMinutes has to be a whole number of minutes from 0, for never, to 1440.")]
    public int SnapshotMinutes { get; set; } = 10;

    /// <summary>Milliseconds between two polls for commits of other processes on the same database.</summary>
    [Range(10, 60_000, ErrorMessage = "Store:PollIntervalMilliseconds has to be a whole number from 10 to 60000.")]
    public int PollIntervalMilliseconds { get; set; } = 250;

    /// <summary>Seconds without a successful read of the database, and at least three polls, after which numbers carry the warning stale.</summary>
    [Range(1, 86_400, ErrorMessage = "Store:StaleSeconds has to be a whole number of seconds from 1 to 86400.")]
    public int StaleSeconds { get; set; } = 5;

    /// <summary>Seconds within which a database server must accept a connection and answer a short statement; statements of a transaction have four times as long.</summary>
    [Range(1, 300, ErrorMessage = "Store:AnswerSeconds has to be a whole number of seconds from 1 to 300.")]
    public int AnswerSeconds { get; set; } = 5;

    public TimeSpan PollInterval => TimeSpan.FromMilliseconds(PollIntervalMilliseconds);
}
