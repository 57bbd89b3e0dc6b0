using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KpiApi.Tests.Storage;

namespace KpiApi.Tests.Alerts;

/// <summary>Two service processes on one database, of which the one that evaluates is killed: each answer is told once.</summary>
public abstract class AlertReplicaTests : IAsyncLifetime
{
    private const int AtOnce = 20;

    private readonly List<ServiceProcess> _alive = [];
    private TestDatabase _database = null!;
    private string _answeredAt = "";

    private protected abstract TestDatabase NewDatabase();

    [StoreFact]
    public async Task Each_answer_is_told_once_whoever_is_killed()
    {
        var (first, second) = (await StartAsync(), await StartAsync());
        await first.Http.PutAsJsonAsync("/v1/alerts/low", JsonNode.Parse("""{"when":{"survey":"csat","outcome":"negative"},"webhooks":[]}"""));
        _answeredAt = (string)(await ReadAsync(first, "/v1/alerts/low"))["madeAt"]!;
        _answeredAt = DateTimeOffset.Parse(_answeredAt, null).AddSeconds(1).ToString("O");
        await AnswerAsync("a", first, second);
        await ToldAsync(AtOnce, second);
        // One of the two kills ends the holder of the lease, in the middle of what it does.
        Kill(first);
        await AnswerAsync("b", second);
        await ToldAsync(2 * AtOnce, second);
        var third = await StartAsync();
        await AnswerAsync("c", third, second);
        Kill(second);
        await ToldAsync(3 * AtOnce, third);
        await AnswerAsync("d", third);
        await ToldAsync(4 * AtOnce, third);
    }

    public Task InitializeAsync()
    {
        _database = NewDatabase();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _alive.ForEach(service => service.Dispose());
        await _database.DropAsync();
    }

    private async Task<ServiceProcess> StartAsync()
    {
        var service = await ServiceProcess.StartAsync(_database);
        _alive.Add(service);
        return service;
    }

    private void Kill(ServiceProcess service)
    {
        service.Kill();
        _alive.Remove(service);
        service.Dispose();
    }

    private async Task AnswerAsync(string name, params ServiceProcess[] services)
    {
        for (var n = 0; n < AtOnce; n++)
        {
            var survey = JsonNode.Parse($$"""{"id":"{{name}}-{{n}}","kind":"csat","respondedAt":"{{_answeredAt}}","score":1}""");
            Assert.True((await services[n % services.Length].Http.PostAsJsonAsync("/v1/surveys", survey)).IsSuccessStatusCode);
        }
    }

    /// <summary>Waits until so many are told, and a while longer for one that is told twice.</summary>
    private static async Task ToldAsync(int count, ServiceProcess service)
    {
        for (var tries = 0; tries < 1_200 && (await SurveysAsync(service)).Count < count; tries++) await Task.Delay(50);
        await Task.Delay(500);
        var told = await SurveysAsync(service);
        Assert.Equal((count, count), (told.Count, told.Distinct().Count()));
    }

    private static async Task<List<string>> SurveysAsync(ServiceProcess service) =>
        [.. (await ReadAsync(service, "/v1/alerts/low/history?limit=1000"))["items"]!.AsArray().Select(item => (string)item!["data"]!["survey"]!)];

    private static async Task<JsonNode> ReadAsync(ServiceProcess service, string path) => JsonNode.Parse(await service.Http.GetStringAsync(new Uri(path, UriKind.Relative)))!;
}

[Needs(TestDatabase.PostgresVariable)]
public sealed class PostgreSqlAlertReplicaTests : AlertReplicaTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.PostgreSql();
}
