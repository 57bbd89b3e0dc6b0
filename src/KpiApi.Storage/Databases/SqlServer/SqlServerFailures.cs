using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Data.SqlClient;

namespace KpiApi.Storage.Databases.SqlServer;

/// <summary>What the errors of SQL Server, Azure SQL and their client mean.</summary>
internal static class SqlServerFailures
{
    /// <summary>From it on, the server has closed the connection.</summary>
    private const int FatalClass = 20;

    /// <summary>Somebody has switched snapshots off.</summary>
    public const int SnapshotRefused = 3952;

    /// <summary>Deadlock, lock timeout; snapshot overtaken by a writer or by new tables; two processes that make the same database, object or row at once.</summary>
    private static readonly HashSet<int> s_conflicts = [1205, 1222, 3960, 3961, 1801, 2714, 2705, 2601, 2627];

    /// <summary>A page that cannot be read, whose checksum is wrong, or that is no page of its table.</summary>
    private static readonly HashSet<int> s_damaged = [605, 823, 824, 5242, 5243];

    /// <summary>Both wrote one version: the database does not keep its word, and trying again would hide that.</summary>
    private static readonly string s_twice = $"'PK_{SqlServerContext.Commits}'";

    /// <summary>
    /// Timeout, network (−2 to 258, 10053 and on), database starting, stopping or failing over (233, 596, 921, 4060, 4221, 6005, 17142, 18401),
    /// no room for row versions (3958, 3959, 3966, 3967), and what Azure SQL says when it moves a database or has no room.
    /// </summary>
    private static readonly HashSet<int> s_unavailable =
    [
        -2, -1, 0, 2, 20, 53, 64, 121, 233, 258, 596, 601, 615, 617, 669, 921, 926, 983, 1203, 1204, 1221, 3958, 3959, 3966, 3967, 4060, 4221, 6005, 8628, 8645, 8651, 9515,
        10053, 10054, 10060, 10061, 10922, 10928, 10929, 10936, 11001, 14355, 17142, 17197, 18401, 18456, 20041, 40020, 40143, 40166, 40197, 40501, 40540,
        40544, 40549, 40550, 40551, 40552, 40553, 40613, 40615, 41301, 41302, 41305, 41325, 41839, 42108, 42109, 49918, 49919, 49920,
    ];

    /// <summary>The login does not exist, its password is wrong or has run out, or it is locked or of another kind.</summary>
    private static readonly HashSet<int> s_login = [18452, 18456, 18470, 18486, 18487, 18488];

    /// <summary>The login may not open the database (4060, 4064, 916), not make it (262, and 1801 where one is there) or not its tables (229, 2760).</summary>
    private static readonly HashSet<int> s_database = [229, 262, 916, 1801, 2760, 4060, 4064];

    public static StoreFailure Classify(Exception exception) => exception switch
    {
        SqlException failure when failure.Message.Contains(s_twice, StringComparison.Ordinal) => StoreFailure.Permanent,
        SqlException failure when Has(failure, s_damaged) => StoreFailure.Damaged,
        SqlException failure when Has(failure, s_conflicts) => StoreFailure.Conflict,
        SqlException { Class: >= FatalClass } or TimeoutException => StoreFailure.Unavailable,
        SqlException failure => Has(failure, s_unavailable) ? StoreFailure.Unavailable : StoreFailure.Permanent,
        _ when exception.InnerException is { } inner => Classify(inner),
        _ => StoreFailure.Permanent,
    };

    /// <summary>True when the server has said that it did not commit.</summary>
    public static bool CommitWasRejected(Exception failure) => failure is SqlException { Class: < FatalClass } verdict && !Has(verdict, s_unavailable);

    /// <summary>Why no connection comes about, or no tables.</summary>
    public static string? Explain(Exception failure, string login)
    {
        if (!Globalization.HasIcu) return Globalization.Missing;
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SqlException refused when Has(refused, s_login):
                    return $"the server does not let the login '{login}' in: {Message(refused)}";
                case SqlException refused when Has(refused, s_database):
                    return $"the login '{login}' may not open the database, or not make it or its tables: {Message(refused)}";
                case SqlException when Inside<AuthenticationException>(cause) is { } untrusted:
                    return $"the server's certificate is not trusted ({untrusted.Message.TrimEnd('.')}): trust its authority on this machine or name it with ServerCertificate; "
                        + "TrustServerCertificate=True does without, and then anybody between may read along";
                case SqlException { Class: >= FatalClass } unreached:
                    return $"the server cannot be reached: {Network(unreached)}";
                default:
                    continue;
            }
        }

        return null;
    }

    private static bool Has(SqlException failure, HashSet<int> numbers) => failure.Errors.Cast<SqlError>().Any(error => numbers.Contains(error.Number));

    private static string Message(SqlException failure) => FailureCause.OnOneLine(failure.Message).TrimEnd('.');

    /// <summary>For a closed port the client keeps no reason but "Success"; then the first of its own four sentences.</summary>
    private static string Network(SqlException failure) =>
        Inside<SocketException>(failure) is { SocketErrorCode: not SocketError.Success } reason ? reason.Message : Message(failure).Split(". ", 2)[0];

    private static T? Inside<T>(Exception failure) where T : Exception => failure as T ?? (failure.InnerException is { } inner ? Inside<T>(inner) : null);
}
