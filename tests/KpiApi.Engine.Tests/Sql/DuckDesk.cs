using System.Globalization;
using DuckDB.NET.Data;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Facts;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Sql;
using NodaTime;

namespace KpiApi.Engine.Tests.Sql;

/// <summary>Facts that left, in a database that shares no code with the engine.</summary>
internal sealed class DuckDesk : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DuckDesk()
    {
        _connection.Open();
        // Tables of a few rows: more threads only cost.
        Run("SET threads = 1");
    }

    /// <summary>Takes the place of what was there.</summary>
    public void Fill(FactSnapshot snapshot)
    {
        foreach (var table in FactTableOut.All)
        {
            var columns = table.Columns(snapshot);
            Run($"CREATE OR REPLACE TABLE {table.Name} ({string.Join(", ", columns.Select(c => $"{c.Name} {Type(c.Kind)}"))})");
            foreach (var batch in table.Read(snapshot).Where(batch => batch.Count > 0))
                Run($"INSERT INTO {table.Name} VALUES {string.Join(", ", Enumerable.Range(0, batch.Count).Select(row => Row(columns, batch, row)))}");
        }
    }

    /// <summary>The rows of a metric: bucket and groups, value, count.</summary>
    public List<(string Keys, decimal? Value, long Count)> Answer(KpiQuery query)
    {
        var sql = MetricSql.Of(query);
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        var values = new Dictionary<string, Instant>
        {
            ["from"] = Instant.FromUnixTimeMilliseconds(query.Period.FromMs),
            ["to"] = Instant.FromUnixTimeMilliseconds(query.Period.ToMs),
            ["as_of"] = query.AsOf,
        };
        foreach (var name in MetricSql.Parameters(sql))
            command.Parameters.Add(new DuckDBParameter(name, values[name].ToDateTimeUtc()));
        using var reader = command.ExecuteReader();
        var rows = new List<(string, decimal?, long)>();
        while (reader.Read())
        {
            var keys = Enumerable.Range(0, reader.FieldCount - 2).Select(column => Text(reader.GetValue(column)));
            var value = reader.IsDBNull(reader.FieldCount - 2) ? (decimal?)null : (decimal)Convert.ToDouble(reader.GetValue(reader.FieldCount - 2), CultureInfo.InvariantCulture);
            rows.Add((string.Join(" | ", keys), value, Convert.ToInt64(reader.GetValue(reader.FieldCount - 1), CultureInfo.InvariantCulture)));
        }
        return rows;
    }

    public static string Text(object? value) => value switch
    {
        null or DBNull => "null",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime instant => instant.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    public void Dispose() => _connection.Dispose();

    private static string Type(FactKind kind) => kind switch
    {
        FactKind.Text => "VARCHAR",
        FactKind.Instant => "TIMESTAMPTZ",
        FactKind.Integer => "BIGINT",
        FactKind.Flag => "BOOLEAN",
        _ => "DOUBLE",
    };

    private static string Row(IReadOnlyList<FactColumn> columns, FactBatch batch, int row) =>
        $"({string.Join(", ", columns.Select((column, i) => Literal(column.Kind, batch, i, row)))})";

    private static string Literal(FactKind kind, FactBatch batch, int column, int row)
    {
        var text = kind switch
        {
            FactKind.Text => batch.Text(column, row)?.Replace("'", "''", StringComparison.Ordinal) is { } name ? $"'{name}'" : null,
            FactKind.Instant => batch.Instant(column, row) is { } ms ? FormattableString.Invariant($"to_timestamp({ms} / 1000.0)") : null,
            FactKind.Flag => batch.Flag(column, row)?.ToString(),
            _ => batch.Number(column, row) is { } number ? ((double)number).ToString("R", CultureInfo.InvariantCulture) : null,
        };
        return text ?? "NULL";
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
