using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace KpiApi.Storage.Servers.SqlServer;

/// <summary>SQL Server 2019 and later, and Azure SQL.</summary>
internal sealed class SqlServerProvider : ServerProvider
{
    private const int Sql2019 = 150;

    /// <summary>Above it the server has closed the connection.</summary>
    private const int FatalClass = 20;

    /// <summary>The longest of a type that is no LOB.</summary>
    private const int LongestText = 4000;

    /// <summary>Deadlock, lock timeout, snapshot conflict; and two processes that make the same database, object or row at once.</summary>
    private static readonly HashSet<int> s_conflicts = [1205, 1222, 3960, 1801, 2714, 2601, 2627];

    /// <summary>
    /// Timeout, network (−2 to 258, 10053 and on), database starting, stopping or failing over (233, 596, 921, 4060, 4221, 6005, 17142, 18401),
    /// and what Azure SQL says when it moves a database or has no room.
    /// </summary>
    private static readonly HashSet<int> s_unavailable =
    [
        -2, -1, 0, 2, 20, 53, 64, 121, 233, 258, 596, 601, 615, 617, 669, 921, 926, 983, 1203, 1204, 1221, 4060, 4221, 6005, 8628, 8645, 8651, 9515,
        10053, 10054, 10060, 10061, 10922, 10928, 10929, 10936, 11001, 14355, 17142, 17197, 18401, 18456, 20041, 40020, 40143, 40166, 40197, 40501, 40540,
        40544, 40549, 40550, 40551, 40552, 40553, 40613, 40615, 41301, 41302, 41305, 41325, 41839, 42108, 42109, 49918, 49919, 49920,
    ];

    private readonly DbContextOptions<SqlServerContext> _options;

    public SqlServerProvider(StoreOptions options, Action<DbContextOptionsBuilder> adjust)
        : base(options)
    {
        var connection = new SqlConnectionStringBuilder(options.ConnectionString) { MultipleActiveResultSets = false };
        Place = $"SQL Server {connection.DataSource}, {connection.InitialCatalog}";
        if (connection.ConnectTimeout == UsualConnectSeconds) connection.ConnectTimeout = AnswerSeconds;
        var contexts = new DbContextOptionsBuilder<SqlServerContext>();
        contexts.UseSqlServer(connection.ConnectionString, server => server.CommandTimeout(AnswerSeconds)
            .UseCompatibilityLevel(Sql2019).UseParameterizedCollectionMode(ParameterTranslationMode.Parameter));
        adjust(contexts);
        _options = contexts.Options;
    }

    public override string Place { get; }

    /// <summary>In a view it keeps the row locked against writers: without row versioning, which need not be on, that is what makes one moment of it.</summary>
    public override string VersionSql => "SELECT \"Version\" FROM \"store_version\" WITH (ROWLOCK, REPEATABLEREAD) WHERE \"Id\" = 1";

    public override string RaiseVersionSql => SqlServerStatements.Settings + """
        UPDATE "store_version" WITH (ROWLOCK, HOLDLOCK) SET "Version" = "Version" + 1 OUTPUT inserted."Version" WHERE "Id" = 1;
        """;

    public override KpiDbContext CreateContext() => new SqlServerContext(_options);

    public override DbTransaction BeginView(KpiDbContext context) => context.Database.BeginTransaction(IsolationLevel.ReadCommitted).GetDbTransaction();

    /// <summary>A loop join, which keeps the order: the list leads, and each text is looked up in the index.</summary>
    public override string FromAmong(string table, string column) =>
        $"FROM OPENJSON(@p1) WITH (\"Value\" nvarchar({KpiDbContext.MaxIdLength}) '$') AS w INNER LOOP JOIN \"{table}\" AS r ON {SqlServerStatements.Same($"r.\"{column}\"", "w.\"Value\"")}";

    public override string Same(string left, string right) => SqlServerStatements.Same(left, right);

    public override string Distinct(string column) => $"{column}, DATALENGTH({column})";

    /// <summary>What is longer than any id is nobody's: it would be cut, and may then be another's.</summary>
    public override string List(IEnumerable<string> texts) => base.List(texts.Where(text => text.Length <= KpiDbContext.MaxIdLength));

    public override string UpsertSql(ServerTable table) => SqlServerStatements.Upsert(table);

    public override string DeleteSql(ServerTable table) => SqlServerStatements.Delete(table);

    public override StoreFailure Classify(Exception exception) => exception switch
    {
        SqlException failure when failure.Errors.Cast<SqlError>().Any(error => s_conflicts.Contains(error.Number)) => StoreFailure.Conflict,
        SqlException { Class: >= FatalClass } or TimeoutException => StoreFailure.Unavailable,
        SqlException failure => failure.Errors.Cast<SqlError>().Any(error => s_unavailable.Contains(error.Number)) ? StoreFailure.Unavailable : StoreFailure.Permanent,
        _ when exception.InnerException is { } inner => Classify(inner),
        _ => StoreFailure.Permanent,
    };

    public override bool IsVerdict(Exception failure) =>
        failure is SqlException { Class: < FatalClass } verdict && !verdict.Errors.Cast<SqlError>().Any(error => s_unavailable.Contains(error.Number));

    protected override DbParameter Parameter(string name, object value) => value is string text
        ? new SqlParameter(name, SqlDbType.NVarChar, text.Length <= LongestText ? LongestText : -1) { Value = text }
        : new SqlParameter(name, SqlDbType.BigInt) { Value = Convert.ToInt64(value, CultureInfo.InvariantCulture) };
}
