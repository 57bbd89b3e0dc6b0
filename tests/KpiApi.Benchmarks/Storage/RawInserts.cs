using System.Diagnostics;
using KpiApi.Engine.Model;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Databases.Sqlite;
using KpiApi.Storage.Tables;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Benchmarks.Storage;

/// <summary>
/// The ceiling: rows that lie in memory already, put into the service's own table by one prepared insert, with its indexes, its
/// durability and its fast binding. Nothing is parsed, looked up, derived or answered.
/// </summary>
internal static class RawInserts
{
    private const int RowsATransaction = 5_000;

    /// <summary>The time of the transactions alone.</summary>
    /// <param name="tickets">Read between the transactions, off the clock, so that the heap stays small.</param>
    /// <param name="database">A file that is not there yet.</param>
    public static (TimeSpan Elapsed, TimeSpan Processor) Run(IEnumerable<Ticket> tickets, string database)
    {
        using var context = DatabaseDialects.Create(new() { ConnectionString = $"Data Source={database}" }, _ => { }).CreateContext();
        context.Database.Migrate();
        context.Database.OpenConnection();
        var db = ((SqliteConnection)context.Database.GetDbConnection()).Handle!;
        using var begin = new SqliteStatement(db, "BEGIN IMMEDIATE");
        using var commit = new SqliteStatement(db, "COMMIT");
        using var insert = new SqliteStatement(db, SqliteUpserts<Ticket>.InsertSql(StoreTables.Tickets).Split(" ON CONFLICT")[0]);

        var (clock, processor) = (new Stopwatch(), TimeSpan.Zero);
        var version = 0L;
        foreach (var rows in tickets.Chunk(RowsATransaction))
        {
            var before = Environment.CpuUsage.TotalTime;
            clock.Start();
            begin.Execute();
            version++;
            foreach (var row in rows)
                Insert(insert, row, version);
            commit.Execute();
            clock.Stop();
            processor += Environment.CpuUsage.TotalTime - before;
        }
        return (clock.Elapsed, processor);
    }

    private static void Insert(SqliteStatement insert, Ticket row, long version)
    {
        var index = 1;
        foreach (var column in StoreTables.Tickets.Columns)
        {
            if (column.Text is { } text)
                insert.Bind(index++, text(row));
            else
                insert.Bind(index++, column.Integer!(row));
        }
        insert.Bind(index, version);
        insert.Execute();
    }
}
