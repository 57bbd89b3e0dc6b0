using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Model;
using KpiApi.Storage.ColumnsFile;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Tables;
using KpiApi.Tests.GraphQL;
using KpiApi.Tests.OpenApi.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KpiApi.Tests;

/// <summary>A service of its own with a database of its own, on a port of its own: nothing is shared between tests.</summary>
internal sealed class KpiApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _isOwner;
    private readonly GraphQLTwin _twin;
    private bool _isStopped;

    private KpiApp(WebApplication app, TestDatabase database, bool isOwner)
    {
        (_app, Database, _isOwner) = (app, database, isOwner);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _twin = new GraphQLTwin(new SocketsHttpHandler());
        Http = new HttpClient(new AnswerValidator(new SocketsHttpHandler())) { BaseAddress = new Uri(address) };
        Both = new HttpClient(new AnswerValidator(_twin)) { BaseAddress = new Uri(address) };
    }

    public TestDatabase Database { get; }

    public HttpClient Http { get; }

    /// <summary>Asks by GraphQL, too, whatever is read by REST, and fails where the two differ.</summary>
    public HttpClient Both { get; }

    public FactWriter Facts => Service<FactWriter>();

    /// <summary>Of the newest snapshot, which is what queries see.</summary>
    public long VisibleVersion => Facts.Current.Version;

    /// <param name="folder">Of an embedded database that is there; null for a new one.</param>
    /// <param name="adjust">The service.</param>
    public static Task<KpiApp> StartAsync(string? folder = null, Action<WebApplicationBuilder>? adjust = null) =>
        StartOnAsync(TestDatabase.Sqlite(folder), adjust: adjust);

    /// <param name="database">There or not.</param>
    /// <param name="isOwner">False for one of several on the same database.</param>
    /// <param name="adjust">The service.</param>
    public static async Task<KpiApp> StartOnAsync(TestDatabase database, bool isOwner = true, Action<WebApplicationBuilder>? adjust = null)
    {
        var app = KpiApiHost.Build(database.Arguments, builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder.Configuration["Keys:AllowLoopbackWithoutKey"] = "true";
            // A busy machine polls late, and each answer would warn of it, and commits late, and writes would be refused; tests of outages set their own.
            builder.Configuration["Store:StaleSeconds"] = "60";
            builder.Configuration["Writer:DeadlineSeconds"] = "30";
            adjust?.Invoke(builder);
        });
        // As the program does.
        app.Services.GetRequiredService<ColumnsFileCache>().BeginReading(_ => { });
        await app.StartAsync();
        var started = new KpiApp(app, database, isOwner);
        database.Join();
        while (!started.Service<StoreReadiness>().IsReady) await Task.Delay(5);
        return started;
    }

    /// <summary>A second service on the same database.</summary>
    public Task<KpiApp> StartAnotherAsync() => StartOnAsync(Database, isOwner: false);

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public KpiDbContext OpenDatabase() => Service<IDbContextFactory<KpiDbContext>>().CreateDbContext();

    /// <summary>True when queries see facts of the ticket.</summary>
    public bool Shows(string ticket) => Facts.Current.Contains(new OwnerKey(OwnerKind.Ticket, ticket));

    public bool ShowsSurvey(string survey) => Facts.Current.Contains(new OwnerKey(OwnerKind.Survey, survey));

    /// <summary>What the disk holds at this moment, as after a crash: the service goes on and closes nothing.</summary>
    public string CopyOfDisk()
    {
        var copy = Directory.CreateTempSubdirectory("kpi-test-").FullName;
        foreach (var file in Directory.GetFiles(Database.Folder!).Where(file => Path.GetExtension(file) is not ".db-shm" and not ".tmp"))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    /// <summary>Stops as a service is stopped, then starts one over the same files.</summary>
    public async Task<KpiApp> RestartAsync(Action<WebApplicationBuilder>? adjust = null)
    {
        await StopAsync();
        return await StartOnAsync(Database, _isOwner, adjust);
    }

    /// <summary>What is on disk stays until the test ends.</summary>
    public async Task<string> StopAsync()
    {
        _isStopped = true;
        Http.Dispose();
        Both.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Database.Leave();
        SqliteConnection.ClearAllPools();
        return Database.Folder!;
    }

    public Task<Answer> PutAsync(string path, string json, string type = "application/json") => SendAsync(HttpMethod.Put, path, json, type);

    public Task<Answer> PatchAsync(string path, string json, string type = "application/json") => SendAsync(HttpMethod.Patch, path, json, type);

    public Task<Answer> PostAsync(string path, string body, string type = "application/json") => SendAsync(HttpMethod.Post, path, body, type);

    public Task<Answer> PostLinesAsync(string path, params string[] lines) => PostAsync(path, string.Join('\n', lines), "application/x-ndjson");

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>Each item, a call of its own.</summary>
    public async Task PutAllAsync(params (string Path, string Json)[] items)
    {
        foreach (var (path, json) in items)
            Assert.InRange((await PutAsync(path, json)).Status, 200, 201);
    }

    /// <summary>Returns when queries see the numbers of the rules last set.</summary>
    public async Task DerivedAsync()
    {
        while (Service<FactFeed>().IsDeriving) await Task.Delay(5);
    }

    /// <summary>The value of one metric over all time, or as the parameters say; "null" for none.</summary>
    public async Task<string> KpiAsync(string metric, string parameters = "period=all")
    {
        var answer = await GetAsync($"/v1/kpis?metrics={metric}&{parameters}");
        Assert.True(answer.Status == 200, answer.Json.ToJsonString());
        return answer.Json["totals"]![metric]!["value"]?.ToString() ?? "null";
    }

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<Answer> SendAsync(HttpMethod method, string path, string? body, string type = "application/json") =>
        SendAsync(method, path, body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } });

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await Http.SendAsync(request);
        return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped) await StopAsync();
        if (_isOwner) await Database.DropAsync();
        _twin.AssertSomethingWasCompared();
    }
}

internal sealed record Answer(int Status, string? Type, JsonObject Json)
{
    /// <summary>A member as text: numbers and strings without quotes, null as "null".</summary>
    public string this[string member] => Json.TryGetPropertyValue(member, out var value) ? value?.ToString() ?? "null" : "(absent)";

    public JsonArray Errors => Json["errors"]!.AsArray();

    /// <summary>Each error as "pointer code".</summary>
    public IEnumerable<string> Codes => Errors.Select(error => $"{error!["pointer"]} {error["code"]}");
}
