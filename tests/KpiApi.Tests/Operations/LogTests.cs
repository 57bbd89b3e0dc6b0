using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using KpiApi.Tests.Auth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace KpiApi.Tests.Operations;

/// <summary>Nothing that came in stands in the log, however much is logged and whatever fails.</summary>
public sealed class LogTests
{
    private const string Mark = "marked-4711";
    private const string Mail = $"{Mark}@example.com";

    /// <summary>Everything there is, and by their names those that would tell most; for every provider, and for this one alone, whose rules come before the general ones.</summary>
    private static readonly string[] s_asked =
    [
        "Default", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Routing.Matching.DfaMatcher",
        "Microsoft.AspNetCore.Server.Kestrel.BadRequests", "Microsoft.AspNetCore.StaticFiles.StaticFileMiddleware", "System.Net.Http.HttpClient", "*Hosting.Diagnostics", "Microsoft.*",
    ];

    [Fact]
    public async Task Log_names_nobody()
    {
        var log = new Captured();
        await using var app = await Keyed.StartAsync(builder =>
        {
            foreach (var category in s_asked)
            {
                builder.Configuration[$"Logging:LogLevel:{category}"] = nameof(LogLevel.Trace);
                builder.Configuration[$"Logging:Captured:LogLevel:{category}"] = nameof(LogLevel.Trace);
            }

            builder.Logging.AddProvider(log);
        });
        var (id, key) = await app.MakeKeyAsync("ingest read read:agents");

        Assert.Equal(200, (await app.CallAsync("POST", "/v1/tickets", key, Ticket("T-1"))).Status);
        await WriteAsync(app, key);
        await MistakeAsync(app, key);
        await MumbleAsync(app, key);
        await BreakAsync(app, key);

        // Those that may speak do.
        Assert.Contains(log.Lines, line => line.StartsWith("Microsoft.Hosting.Lifetime", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("was not stored", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("Executed DbCommand", StringComparison.Ordinal));
        Assert.StartsWith($"kpi_{id}_", key, StringComparison.Ordinal);
        string[] secrets = [Mark, Keyed.Admin, key, key[$"kpi_{id}_".Length..]];
        Assert.All(log.Lines, line => Assert.All(secrets, secret => Assert.False(line.Contains(secret, StringComparison.OrdinalIgnoreCase), line)));
    }

    private static async Task WriteAsync(KpiApp app, string key)
    {
        Assert.Equal(201, (await app.CallAsync("PUT", $"/v1/agents/{Mark}-agent", key, $$"""{"name":"{{Mark}} Anna"}""")).Status);
        Assert.Equal(201, (await app.CallAsync("PUT", $"/v1/accounts/{Mark}-account", key, $$"""{"name":"{{Mark}} Ltd"}""")).Status);
        Assert.Equal(201, (await app.CallAsync("PUT", "/v1/surveys/S-1", key, $$"""{"kind":"csat","ticket":"T-1","respondedAt":"2026-01-06T09:00:00Z","score":5,"comment":"{{Mark}} was rude"}""")).Status);
        Assert.Equal(200, (await app.CallAsync("GET", $"/v1/kpis?metrics=tickets_created&period=all&agent={Mark}-agent", key)).Status);
        Assert.Equal(200, (await app.CallAsync("POST", "/graphql", key, $$$"""{"query":"{ ticket(id: \"{{{Mark}}}\") { __typename } }"}""")).Status);
        Assert.Equal(200, (await app.CallAsync("DELETE", $"/v1/accounts/{Mark}-account", Keyed.Admin)).Status);
    }

    /// <summary>What callers do wrong.</summary>
    private static async Task MistakeAsync(KpiApp app, string key)
    {
        Assert.Equal(400, (await app.CallAsync("POST", "/v1/tickets", key, $$"""{"id":"{{Mark}}",""")).Status);
        Assert.Equal(422, (await app.CallAsync("PUT", $"/v1/agents/{Mark}-agent", key, $$"""{"{{Mark}}":1}""")).Status);
        Assert.Equal(400, (await app.CallAsync("GET", $"/v1/kpis?metrics={Mark}&{Mark}=1", key)).Status);
        Assert.Equal(200, (await app.CallAsync("POST", "/graphql", key, $$"""{"query":"{ {{Mark}} "}""")).Status);
        Assert.Equal(404, (await app.CallAsync("GET", $"/{Mark}", key)).Status);
        Assert.Equal(404, (await app.CallAsync("GET", $"/swagger/{Mark}", key)).Status);
        Assert.Equal(404, (await app.CallAsync("GET", $"/v1/tickets/{Mail}", key)).Status);
        Assert.Equal(400, (await app.CallAsync("GET", $"/v1/kpis?metrics=csat&agent={Mail}&api_key={key}", null)).Status);
        Assert.Equal(400, (await app.CallAsync("GET", $"/v1/metrics?access_token={key}", null)).Status);
        Assert.Equal(401, (await app.CallAsync("GET", "/v1/status", $"kpi_{Mark}")).Status);
        Assert.Equal(403, (await app.CallAsync("PUT", $"/v1/targets/{Mark}", key, $$"""{"metric":"{{Mark}}"}""")).Status);
    }

    /// <summary>What no program of ours gets to see: the server itself cannot understand it.</summary>
    private static async Task MumbleAsync(KpiApp app, string key)
    {
        string[] requests =
        [
            $"GET /v1/kpis?agent={Mail} HTTP/1.1x\r\n\r\n", $"{Mark} /v1/tickets\r\n\r\n", $"GET /v1/\0{Mark} HTTP/1.1\r\nHost: x\r\n\r\n",
            $"GET /v1/metrics HTTP/1.1\r\nHost: x\r\nX-Api-Key {key}\r\n\r\n", $"GET /v1/metrics HTTP/1.1\r\nHost: {Mail} {Mark}\r\n\r\n",
            $"POST /v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: {Mark}\r\n\r\n",
            $"POST /v1/tickets HTTP/1.1\r\nHost: x\r\nX-Api-Key: {key}\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n{Mark}\r\n",
        ];
        foreach (var request in requests)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, app.Http.BaseAddress!.Port);
            await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
            using var answer = new StreamReader(socket.GetStream());
            Assert.StartsWith("HTTP/1.1 4", await answer.ReadLineAsync(), StringComparison.Ordinal);
        }
    }

    /// <summary>The tables are gone: every write fails, and every read of the store.</summary>
    private static async Task BreakAsync(KpiApp app, string key)
    {
        await using (var context = app.OpenDatabase())
        {
            await context.Database.ExecuteSqlAsync($"ALTER TABLE agents RENAME TO agents_away");
            await context.Database.ExecuteSqlAsync($"ALTER TABLE tickets RENAME TO tickets_away");
        }

        Assert.Equal(503, (await app.CallAsync("PUT", $"/v1/agents/{Mark}-other", key, $$"""{"name":"{{Mark}} Bo"}""")).Status);
        Assert.Equal(503, (await app.CallAsync("POST", "/v1/tickets", key, Ticket($"{Mark}-T"))).Status);
        Assert.InRange((await app.CallAsync("GET", $"/v1/tickets/{Mark}-T", key)).Status, 500, 503);
    }

    private static string Ticket(string id) => $$"""{"id":"{{id}}","createdAt":"2026-01-05T09:00:00Z","agent":"{{Mark}}-agent","account":"{{Mark}}-account"}""";

    [ProviderAlias("Captured")]
    private sealed class Captured : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose()
        {
        }

        /// <summary>Scopes too: an operator may switch them on.</summary>
        private sealed class Logger(Captured owner, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull
            {
                owner._lines.Enqueue($"{category} scope: {state} {Members(state)}");
                return null;
            }

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                owner._lines.Enqueue($"{category} {logLevel}: {formatter(state, exception)} {Members(state)} {exception}");

            /// <summary>A provider that writes JSON writes these.</summary>
            private static string Members(object? state) => state is IEnumerable<KeyValuePair<string, object?>> members ? string.Join(' ', members) : "";
        }
    }
}
