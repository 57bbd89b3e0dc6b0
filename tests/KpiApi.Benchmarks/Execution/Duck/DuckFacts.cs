using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Sql;

namespace KpiApi.Benchmarks.Execution.Duck;

/// <summary>Facts of a snapshot in DuckDB, in memory and in this process, with as many threads as the engine has.</summary>
internal sealed class DuckFacts : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    /// <param name="columns">That questions read: others are left out.</param>
    public DuckFacts(FactSnapshot snapshot, IEnumerable<WideColumn> columns)
    {
        _connection.Open();
        Run(string.Create(CultureInfo.InvariantCulture, $"SET threads = {Environment.ProcessorCount}"));
        var all = columns.ToList();
        foreach (var names in all.Where(column => column is { Code: not null, IsFlag: false }).DistinctBy(column => column.EnumName))
            Run($"CREATE TYPE {names.EnumName} AS ENUM ({DuckSql.List(names.Names(snapshot).OfType<string>().Select(SqlText.Literal))})");
        foreach (var table in all.GroupBy(column => column.Table))
            Fill(table.Key, [.. table], snapshot);
    }

    /// <summary>Milliseconds from the text of a statement to its last row.</summary>
    public double Time(string sql)
    {
        var started = Stopwatch.GetTimestamp();
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
        }
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>The value and the count of each metric by bucket and groups; without those that have no data.</summary>
    public Dictionary<string, Dictionary<int, (double? Value, long Count)>> Answer(string sql, KpiQuery query)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var numbers = new DuckBuckets(query).Numbers();
        var columns = Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName);
        var rows = new Dictionary<string, Dictionary<int, (double?, long)>>();
        while (reader.Read())
        {
            var bucket = columns.TryGetValue(DuckSql.Bucket, out var key) ? numbers[Convert.ToInt64(reader.GetValue(key), CultureInfo.InvariantCulture)] : 0;
            var names = query.GroupBy.Select((_, i) => reader.GetValue(columns[DuckSql.Group(i)]) as string);
            for (var metric = 0; metric < query.Metrics.Count; metric++)
            {
                if (Number(reader.GetValue(columns[Wanted.CountOf(metric)])) is not { } count || count == 0)
                    continue;
                var row = DuckAnswer.Key(bucket, names);
                if (!rows.TryGetValue(row, out var values))
                    rows[row] = values = [];
                values.Add(metric, (Number(reader.GetValue(columns[Wanted.ValueOf(metric)])), (long)count));
            }
        }
        return rows;
    }

    public void Dispose() => _connection.Dispose();

    private static double? Number(object value) => value switch
    {
        DBNull => null,
        BigInteger large => (double)large,
        _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

    private void Fill(FactTable table, IReadOnlyList<WideColumn> columns, FactSnapshot snapshot)
    {
        var name = FactTableNames.Of(table);
        Run($"CREATE TABLE {name} ({DuckSql.List(columns.Select(column => $"{column.Name} {column.Type(snapshot)}"))})");
        using var appender = _connection.CreateAppender(name);
        using var reader = new ChunkReader();
        for (var index = 0; index < snapshot.Chunks.Length; index++)
        {
            reader.Open(snapshot.Chunks[index], index);
            var values = columns.Select(column => column.Appender(reader, snapshot)).ToList();
            for (var row = 0; row < snapshot.Chunks[index].RowCount(table); row++)
            {
                var to = appender.CreateRow();
                foreach (var append in values)
                    append(to, row);
                to.EndRow();
            }
        }
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
