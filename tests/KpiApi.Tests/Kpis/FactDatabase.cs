using System.Globalization;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;

namespace KpiApi.Tests.Kpis;

/// <summary>All facts of a service, taken out as Parquet, in DuckDB: a second opinion on every number.</summary>
internal sealed class FactDatabase : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");
    private readonly string _folder = Directory.CreateTempSubdirectory("kpi-test-").FullName;

    public static async Task<FactDatabase> FillAsync(KpiApp app)
    {
        var database = new FactDatabase();
        database._connection.Open();
        foreach (var table in (await app.GetAsync("/v1/facts")).Json["items"]!.AsArray().Select(item => (string)item!["name"]!))
        {
            var file = Path.Combine(database._folder, $"{table}.parquet");
            await File.WriteAllBytesAsync(file, await app.Http.GetByteArrayAsync($"/v1/facts/{table}?format=parquet"));
            database.Run($"CREATE TABLE {table} AS SELECT * FROM read_parquet('{file}')");
        }
        return database;
    }

    /// <summary>Asks the service for numbers and the database by the service's SQL, and fails where they differ; returns how many values other than nothing and 0 there were.</summary>
    /// <param name="query">Of <c>/v1/kpis</c>, beginning with <c>from</c> and <c>to</c>.</param>
    public async Task<int> CompareAsync(KpiApp app, string metric, string query)
    {
        var answer = await app.GetAsync($"/v1/kpis?metrics={metric}&allowUnknown=true&{query}");
        Assert.True(answer.Status == 200, answer.Json.ToJsonString());
        var groups = string.Join('&', query.Split('&').Skip(2).Where(parameter => !parameter.StartsWith("limit=", StringComparison.Ordinal)));
        var statement = await app.GetAsync($"/v1/metrics/{metric}/sql?allowUnknown=true&{groups}");
        Assert.True(statement.Status == 200, statement.Json.ToJsonString());
        var told = Rows(statement.Json, answer.Json).Where(row => row.Count != 0).ToDictionary(row => row.Keys);
        var wanted = answer.Json["rows"]!.AsArray().Select(row => (Keys: Keys(row!), Value: row!["values"]![metric]!)).Where(row => (long)row.Value["count"]! != 0).ToList();
        Assert.True(wanted.Select(row => row.Keys).Order().SequenceEqual(told.Keys.Order()), $"{metric} {query}\n{string.Join("; ", wanted)}\n{string.Join("; ", told.Keys)}");
        foreach (var (keys, value) in wanted)
        {
            var (_, number, count) = told[keys];
            var isSame = (long)value["count"]! == count && value["value"] is null == number is null
                && Math.Abs(((double?)value["value"] ?? 0) - (number ?? 0)) <= 0.000_051 + Math.Abs(number ?? 0) * 1e-12;
            Assert.True(isSame, $"{metric} {query} {keys}: {value} and not {number} of {count}\n{statement["sql"]}");
        }
        return wanted.Count(row => (double?)row.Value["value"] is not null and not 0);
    }

    public void Dispose()
    {
        _connection.Dispose();
        Directory.Delete(_folder, true);
    }

    private List<(string Keys, double? Value, long Count)> Rows(JsonNode statement, JsonNode answer)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = (string)statement["sql"]!;
        foreach (var name in statement["parameters"]!.AsArray().Select(name => (string)name!))
            command.Parameters.Add(new DuckDBParameter(name, (name == "as_of" ? answer["asOf"] : answer["query"]![name])!.ToString()));
        using var reader = command.ExecuteReader();
        var rows = new List<(string, double?, long)>();
        while (reader.Read())
        {
            var keys = Enumerable.Range(0, reader.FieldCount - 2).Select(column => Text(reader.GetValue(column)));
            var value = reader.GetValue(reader.FieldCount - 2);
            rows.Add((string.Join(" | ", keys), value is DBNull ? null : Convert.ToDouble(value, CultureInfo.InvariantCulture), Convert.ToInt64(reader.GetValue(reader.FieldCount - 1), CultureInfo.InvariantCulture)));
        }
        return rows;
    }

    /// <summary>The bucket, then the groups, as the columns of the statement are.</summary>
    private static string Keys(JsonNode row)
    {
        var members = row.AsObject().Where(member => member.Key is not ("values" or "time" or "date")).Select(member => member.Value?.ToString() ?? "null");
        string[] bucket = row["date"] is { } date ? [(string)date!] : row["time"] is { } time ? [Text(DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture).UtcDateTime)] : [];
        return string.Join(" | ", bucket.Concat(members));
    }

    private static string Text(object value) => value switch
    {
        DBNull => "null",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime instant => instant.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
