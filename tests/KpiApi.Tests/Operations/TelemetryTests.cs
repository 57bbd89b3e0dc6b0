using System.Diagnostics;
using System.Diagnostics.Metrics;
using KpiApi.Kpis;
using Microsoft.Data.SqlClient;

namespace KpiApi.Tests.Operations;

public sealed class TelemetryTests
{
    private const string Ticket = """{"id":"T-1","createdAt":"2026-01-05T09:00:00Z","agent":"nobodys-business"}""";

    [Fact]
    public async Task Metrics_traces_and_logs_reach_the_collector_without_names()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var app = await StartAsync(receiver))
        {
            await app.PutAsync("/v1/tickets/T-1", Ticket);
            await app.PutAsync("/v1/agents/nobodys-business", """{"name":"Anna Nobody"}""");
            await app.GetAsync("/v1/kpis?metrics=tickets_created&period=all&agent=nobodys-business");
            await app.GetAsync("/v1/tickets/nobodys-business@example.com");
            await app.GetAsync("/nobodys-business?nobodys-business=1");
            await app.GetAsync("/v1/status?api_key=nobodys-business");
            await app.PostAsync("/v1/tickets?nobodys-business=1", """{"id":"nobodys-business","nobodys-business":1}""");
            await app.PostAsync("/graphql", """{"query":"{ nobodys_business: version other(id: \"nobodys-business\") }"}""");
            using var odd = new HttpRequestMessage(new HttpMethod("NOBODYS-BUSINESS"), "/v1/kpis");
            using var refused = await app.Http.SendAsync(odd);
            using var outgoing = new HttpClient(new SocketsHttpHandler());
            using var found = await outgoing.GetAsync($"{receiver.Address}/nobodys-business?nobodys-business=1");
        }

        var (metrics, traces, logs) = (receiver.Received("/v1/metrics"), receiver.Received("/v1/traces"), receiver.Received("/v1/logs"));
        foreach (var name in (string[])[
            "kpi.ingest.rows", "kpi.store.commit.duration", "kpi.store.group.size", "kpi.facts.publish.duration", "kpi.feed.lag", "kpi.facts.age", "kpi.query.duration", "kpi.query.waiting", "kpi.query.memory",
            "kpi.facts.columns.size", "kpi.facts.partials.size", "http.server.request.duration", "kestrel.active_connections", "dotnet.gc.collections", "http.client.request.duration", "aspnetcore.authorization.attempts",
            "service.name"])
            Assert.Contains(name, metrics, StringComparison.Ordinal);
        foreach (var name in (string[])["kpi.parse", "kpi.execute", "kpi.render", "store.commit", "facts.publish", "GET /v1/kpis", "PUT /v1/tickets/{id}", "http.response.status_code", "service.name"])
            Assert.Contains(name, traces, StringComparison.Ordinal);
        Assert.Contains("KpiApi.Operations.ProblemLog", logs, StringComparison.Ordinal);
        foreach (var secret in (string[])["nobodys-business", "nobodys_business", "Anna Nobody"])
        {
            Assert.All<(string Signal, string Sent)>([("metrics", metrics), ("traces", traces), ("logs", logs)],
                signal => Assert.False(signal.Sent.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{secret} in {signal.Signal}"));
        }
    }

    /// <summary>As the client of SQL Server tells of a statement that fails, also where its parameters are asked for and the older names of attributes. One of the variables is the process's alone.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("database")]
    [InlineData("database/dup")]
    public async Task Statement_of_SQL_Server_is_traced_without_its_values(string conventions)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        Environment.SetEnvironmentVariable("OTEL_DOTNET_EXPERIMENTAL_SQLCLIENT_ENABLE_TRACE_DB_QUERY_PARAMETERS", "true");
        await using (var app = await StartAsync(receiver, "OTEL_SEMCONV_STABILITY_OPT_IN=" + conventions))
        {
            using var client = new DiagnosticListener("SqlClientDiagnosticListener");
            using var connection = new SqlConnection("Server=db.example.com;Database=kpi;Encrypt=false");
            using var command = new SqlCommand("UPDATE agents SET name = N'nobodys-business' WHERE id = @id AND seq > 4711", connection);
            command.Parameters.AddWithValue("@id", "nobodys-business");
            client.Write("Microsoft.Data.SqlClient.WriteCommandBefore", new { Command = command });
            client.Write("Microsoft.Data.SqlClient.WriteCommandError", new { Command = command, Exception = new InvalidOperationException("The duplicate key value is (nobodys-business).") });
        }

        var traces = receiver.Received("/v1/traces");
        Assert.Contains("UPDATE agents", traces, StringComparison.Ordinal);
        Assert.Contains("db.", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("nobodys-business", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", traces, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_of_the_standard_name_the_service()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var app = await StartAsync(receiver, "OTEL_SERVICE_NAME=desk-of-the-north", "OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=staging"))
            await app.GetAsync("/v1/metrics");
        foreach (var signal in (string[])["/v1/metrics", "/v1/traces", "/v1/logs"])
        {
            Assert.Contains("desk-of-the-north", receiver.Received(signal), StringComparison.Ordinal);
            Assert.Contains("staging", receiver.Received(signal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Collector_may_be_named_for_one_signal()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var app = await KpiApp.StartAsync(adjust: builder =>
        {
            builder.Configuration["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = receiver.Address + "/v1/mine";
            builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        }))
            await app.GetAsync("/v1/metrics");
        Assert.Contains("GET /v1/metrics", receiver.Received("/v1/mine"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_unless_somebody_said_where_to()
    {
        await using var app = await KpiApp.StartAsync();
        Assert.False(app.Service<KpiTelemetry>().IsTraced);
    }

    [Fact]
    public async Task Nothing_is_measured_when_the_standard_says_so()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var app = await StartAsync(receiver, "OTEL_SDK_DISABLED=true", "OTEL_METRICS_EXPORTER=prometheus"))
        {
            Assert.False(app.Service<KpiTelemetry>().IsTraced);
            Assert.Equal(404, (await app.GetAsync("/metrics")).Status);
        }

        Assert.All<string>(["/v1/metrics", "/v1/traces", "/v1/logs"], signal => Assert.Equal("", receiver.Received(signal)));
    }

    [Fact]
    public async Task Rows_are_counted_by_kind_and_outcome()
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await using var app = await KpiApp.StartAsync();
        using var listener = Listen<long>(app, "kpi.ingest.rows", (rows, tags) =>
        {
            var key = $"{tags["kind"]} {tags["outcome"]}";
            counts[key] = counts.GetValueOrDefault(key) + rows;
        });

        await app.PutAsync("/v1/tickets/T-1", Ticket);
        await app.PutAsync("/v1/tickets/T-1", Ticket);
        await app.PostAsync("/v1/tickets", """[{"id":"T-1","createdAt":"2026-01-05T09:00:00Z","agent":"other"},{"id":"T-2","createdAt":"2026-01-05T09:00:00Z"},{"id":"T-3","createdAt":"2026-01-05T09:00:00Z"}]""");
        await app.PutAsync("/v1/tickets/T-9", "{}");
        await app.PostAsync("/v1/tickets", """[{"id":"T-7"},{"id":"T-8","createdAt":"2026-01-05T09:00:00Z"}]""");
        await app.PostLinesAsync("/v1/surveys", "{}", "{}", """{"id":"S-1","kind":"csat","ticket":"T-2","respondedAt":"2026-01-06T09:00:00Z","score":5}""");
        await app.DeleteAsync("/v1/tickets/T-3");
        await app.DeleteAsync("/v1/tickets/T-3");

        Assert.Equal(
            ["survey created 1", "survey rejected 2", "ticket created 3", "ticket deleted 1", "ticket rejected 2", "ticket unchanged 1", "ticket updated 1"],
            counts.Select(count => $"{count.Key} {count.Value}"));
    }

    [Fact]
    public async Task Sizes_grow_with_the_data_and_queries_lag_behind_nothing()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/tickets/T-1", Ticket);
        Assert.Equal(0, Observe<long>(app, "kpi.feed.lag"));
        Assert.Equal(app.Facts.Current.SizeBytes, Observe<long>(app, "kpi.facts.columns.size"));
        Assert.InRange(Observe<long>(app, "kpi.facts.columns.size"), 1, 1_000_000);
        Assert.InRange(Observe<double>(app, "kpi.facts.age"), 0, 60);
    }

    private static Task<KpiApp> StartAsync(OtlpReceiver receiver, params string[] settings) => KpiApp.StartAsync(adjust: builder =>
    {
        foreach (var setting in settings.Concat(["OTEL_EXPORTER_OTLP_ENDPOINT=" + receiver.Address, "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"]))
            builder.Configuration[setting.Split('=', 2)[0]] = setting.Split('=', 2)[1];
    });

    private static T Observe<T>(KpiApp app, string name)
        where T : struct
    {
        T? last = null;
        using var listener = Listen<T>(app, name, (value, _) => last = value);
        listener.RecordObservableInstruments();
        return last!.Value;
    }

    /// <summary>Of this service alone: others run at the same time.</summary>
    private static MeterListener Listen<T>(KpiApp app, string name, Action<T, Dictionary<string, object?>> told)
        where T : struct
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == name && ReferenceEquals(instrument.Meter.Scope, app.Service<IMeterFactory>())) listening.EnableMeasurementEvents(instrument);
            },
        };
        var gate = new Lock();
        listener.SetMeasurementEventCallback<T>((_, value, tags, _) =>
        {
            lock (gate) told(value, new(tags.ToArray()));
        });
        listener.Start();
        return listener;
    }
}
