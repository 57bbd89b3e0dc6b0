using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using KpiApi.Storage.Databases.Servers;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace KpiApi.Storage.Databases.PostgreSql;

internal sealed class PostgreSqlDialect : ServerDialect
{
    private const string CommandTimeout = "Command Timeout";

    private readonly DbContextOptions<PostgreSqlContext> _options;
    private readonly string _user;

    public PostgreSqlDialect(StoreOptions options, Action<DbContextOptionsBuilder> adjust)
        : base(options, new NpgsqlConnectionStringBuilder(options.ConnectionString) is var named && named.ShouldSerialize(CommandTimeout) ? named.CommandTimeout : null)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        Place = $"PostgreSQL {connection.Host}, {connection.Database}";
        _user = connection.Username ?? "";
        if (!connection.ShouldSerialize("Timeout")) connection.Timeout = AnswerSeconds;
        // Tried first and in vain, it leaves of the time for connecting a fraction of a millisecond now and then, which the driver then takes for no limit at all.
        if (connection.GssEncryptionMode == GssEncryptionMode.Prefer) connection.GssEncryptionMode = GssEncryptionMode.Disable;
        // That of a commit, too.
        connection.CommandTimeout = TransactionSeconds;
        var contexts = new DbContextOptionsBuilder<PostgreSqlContext>();
        contexts.UseNpgsql(connection.ConnectionString, server => server.CommandTimeout(QuestionSeconds));
        adjust(contexts);
        _options = contexts.Options;
    }

    public override string Place { get; }

    public override string VersionSql => "SELECT \"Version\" FROM \"store_version\" WHERE \"Id\" = 1";

    /// <summary>A process that vanishes behind a dead network must not keep the row for hours, until the server's TCP has noticed: all others wait for it.</summary>
    public override string RaiseVersionSql =>
        $"""
        SET LOCAL idle_in_transaction_session_timeout = '{TransactionSeconds}s';
        UPDATE "store_version" SET "Version" = "Version" + 1 WHERE "Id" = 1 RETURNING "Version"
        """;

    public override KpiDbContext CreateContext() => new PostgreSqlContext(_options);

    public override DbTransaction BeginView(KpiDbContext context) => context.Database.BeginTransaction(IsolationLevel.RepeatableRead).GetDbTransaction();

    public override string FromAmong(string table, string column) =>
        $"FROM jsonb_array_elements_text(CAST(@p1 AS jsonb)) AS w(\"Value\") INNER JOIN \"{table}\" AS r ON r.\"{column}\" = w.\"Value\"";

    public override string UpsertSql(ServerTable table) => PostgreSqlStatements.Upsert(table);

    public override string InsertTombstonesSql => PostgreSqlStatements.Bury;

    public override string DeleteSql(ServerTable table) => PostgreSqlStatements.Delete(table);

    public override StoreFailure Classify(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } => StoreFailure.Damaged,
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable } => StoreFailure.Conflict,
        // Two processes that make the same database or table at once.
        PostgresException { SqlState: PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateColumn or PostgresErrorCodes.UniqueViolation } => StoreFailure.Conflict,
        NpgsqlException { IsTransient: true } or TimeoutException => StoreFailure.Unavailable,
        PostgresException => StoreFailure.Permanent,
        NpgsqlException => StoreFailure.Unavailable,
        _ when exception.InnerException is { } inner => Classify(inner),
        _ => StoreFailure.Permanent,
    };

    public override string? Explain(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } refused:
                    return $"the server does not let the user '{_user}' in: {refused.MessageText}";
                case PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege } refused:
                    return $"the user '{_user}' may not open the database, or not make it or its tables: {refused.MessageText}";
                case AuthenticationException untrusted:
                    return $"the connection cannot be encrypted as the connection string wants it: {untrusted.Message.TrimEnd('.')}";
                case SocketException unreached:
                    return $"the server cannot be reached: {unreached.Message}";
                default:
                    continue;
            }
        }

        return null;
    }

    /// <summary>Class 57 are the operator's interventions, 08 the connection's exceptions: said while it goes away, not about the commit.</summary>
    public override bool CommitWasRejected(Exception failure) =>
        failure is PostgresException { SqlState: var state } && !state.StartsWith("57", StringComparison.Ordinal) && !state.StartsWith("08", StringComparison.Ordinal);

    protected override DbParameter Parameter(string name, object value) => value is string text
        ? new NpgsqlParameter<string>(name, NpgsqlDbType.Text) { TypedValue = text }
        : new NpgsqlParameter<long>(name, NpgsqlDbType.Bigint) { TypedValue = Convert.ToInt64(value, CultureInfo.InvariantCulture) };
}
