using System.Data;
using System.Data.Common;
using System.Globalization;
using KpiApi.Storage.Databases.Servers;
using KpiApi.Storage.Tables;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace KpiApi.Storage.Databases.SqlServer;

/// <summary>SQL Server 2019 and later, and Azure SQL.</summary>
internal sealed class SqlServerDialect : ServerDialect
{
    private const int Sql2019 = 150;

    /// <summary>The longest of a type that is no LOB.</summary>
    private const int LongestText = 4000;

    private readonly DbContextOptions<SqlServerContext> _options;
    private readonly string _ofViews;
    private readonly string _login;
    private bool? _hasSnapshots;

    public SqlServerDialect(StoreOptions options, Action<DbContextOptionsBuilder> adjust)
        : base(options, new SqlConnectionStringBuilder(options.ConnectionString) is var named && named.ShouldSerialize("Command Timeout") ? named.CommandTimeout : null)
    {
        var connection = new SqlConnectionStringBuilder(options.ConnectionString) { MultipleActiveResultSets = false };
        Place = $"SQL Server {connection.DataSource}, {connection.InitialCatalog}";
        _login = connection.UserID;
        if (!connection.ShouldSerialize("Connect Timeout")) connection.ConnectTimeout = AnswerSeconds;
        var contexts = new DbContextOptionsBuilder<SqlServerContext>();
        contexts.UseSqlServer(connection.ConnectionString, server => server.CommandTimeout(QuestionSeconds)
            .UseCompatibilityLevel(Sql2019).UseParameterizedCollectionMode(ParameterTranslationMode.Parameter));
        adjust(contexts);
        _options = contexts.Options;
        connection.ApplicationName += ", views";
        _ofViews = connection.ConnectionString;
    }

    public override string Place { get; }

    /// <summary>Without a hint: one would leave a snapshot and read what is newest.</summary>
    public override string VersionSql => "SELECT \"Version\" FROM \"store_version\" WHERE \"Id\" = 1";

    public override string RaiseVersionSql => SqlServerStatements.RaiseVersion;

    public override KpiDbContext CreateContext() => new SqlServerContext(_options);

    /// <summary>
    /// A snapshot where the database keeps any, which locks nobody out; else a shared lock on the counter's row until the view ends, so that no one
    /// writes. Which orders what is in this folder's README. A connection that goes back to the pool keeps its isolation level, so views have a pool of their own.
    /// </summary>
    public override DbTransaction BeginView(KpiDbContext context)
    {
        context.Database.SetConnectionString(_ofViews);
        if (BeginSnapshot(context) is { } snapshot) return snapshot;
        var view = context.Database.BeginTransaction(IsolationLevel.ReadCommitted).GetDbTransaction();
        Query(context, SqlServerStatements.LockVersion, row => row.Integer(0));
        return view;
    }

    /// <summary>A loop join, which keeps the order: the list leads, and each text is looked up in the index.</summary>
    public override string FromAmong(string table, string column) =>
        $"FROM OPENJSON(@p1) WITH (\"Value\" nvarchar({KpiDbContext.MaxIdLength}) '$') AS w INNER LOOP JOIN \"{table}\" AS r ON {SqlServerStatements.Same($"r.\"{column}\"", "w.\"Value\"")}";

    public override string Same(string left, string right) => SqlServerStatements.Same(left, right);

    public override string Distinct(string column) => $"{column}, DATALENGTH({column})";

    public override string Limit(string rows) => $"OFFSET 0 ROWS FETCH NEXT {rows} ROWS ONLY";

    /// <summary>What is longer than any id is nobody's: it would be cut, and may then be another's.</summary>
    public override string List(IEnumerable<string> texts) => base.List(texts.Where(text => text.Length <= KpiDbContext.MaxIdLength));

    public override string UpsertSql(ServerTable table) => SqlServerStatements.Upsert(table);

    public override string InsertTombstonesSql => SqlServerStatements.Bury;

    public override string DeleteSql(ServerTable table) => SqlServerStatements.Delete(table);

    public override StoreFailure Classify(Exception exception) => SqlServerFailures.Classify(exception);

    public override bool CommitWasRejected(Exception failure) => SqlServerFailures.CommitWasRejected(failure);

    public override string? Explain(Exception failure) => SqlServerFailures.Explain(failure, _login);

    /// <summary>As of its first statement; null where the database keeps none, or does not any more.</summary>
    private DbTransaction? BeginSnapshot(KpiDbContext context)
    {
        if (!(_hasSnapshots ??= Query(context, SqlServerStatements.HasSnapshots, row => row.Integer(0) == 1).Single())) return null;
        var view = context.Database.BeginTransaction(IsolationLevel.Snapshot);
        try
        {
            Query(context, VersionSql, row => row.Integer(0));
            return view.GetDbTransaction();
        }
        catch (SqlException refused) when (refused.Number == SqlServerFailures.SnapshotRefused)
        {
            view.Dispose();
            _hasSnapshots = false;
            return null;
        }
    }

    protected override DbParameter Parameter(string name, object value) => value is string text
        ? new SqlParameter(name, SqlDbType.NVarChar, text.Length <= LongestText ? LongestText : -1) { Value = text }
        : new SqlParameter(name, SqlDbType.BigInt) { Value = Convert.ToInt64(value, CultureInfo.InvariantCulture) };
}
