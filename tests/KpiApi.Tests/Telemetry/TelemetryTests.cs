using System.Diagnostics.Metrics;
using KpiApi.Telemetry;

namespace KpiApi.Tests.Telemetry;

public sealed class TelemetryTests
{
    private const string Ticket = """{"id":"T-1","createdAt":"2026-01-05T09:00:00Z","agent":"nobodys-business"}""";

    [Fact]
    public async Task Metrics_and_traces_reach_the_collector_without_names()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var app = await KpiApp.StartAsync(adjust: builder => builder.Configuration["Telemetry:OtlpEndpoint"] = receiver.Address))
        {
            await app.PutAsync("/v1/tickets/T-1", Ticket);
            await app.PutAsync("/v1/agents/nobodys-business", """{"name":"Anna Nobody"}""");
            await app.GetAsync("/v1/kpis?metrics=tickets_created&period=all&agent=nobodys-business");
            await app.GetAsync("/v1/tickets/nobodys-business@example.com");
            await app.GetAsync("/nobodys-business?nobodys-business=1");
            await app.GetAsync("/v1/status?api_key=nobodys-business");
            await app.PostAsync("/v1/tickets?nobodys-business=1", """{"id":"nobodys-business","nobodys-business":1}""");
            await app.PostAsync("/graphql", """{"query":"{ nobodys_business: version other(id: \"nobodys-business\") }"}""");
        }

        var (metrics, traces) = (receiver.Received("/v1/metrics"), receiver.Received("/v1/traces"));
        foreach (var name in (string[])[
            "kpi.ingest.rows", "kpi.store.commit.duration", "kpi.store.group.size", "kpi.facts.publish.duration", "kpi.feed.lag", "kpi.facts.age", "kpi.query.duration", "kpi.query.waiting", "kpi.query.memory",
            "kpi.facts.columns.size", "kpi.facts.partials.size", "http.server.request.duration", "kestrel.active_connections", "dotnet.gc.collections", "service.name"])
            Assert.Contains(name, metrics, StringComparison.Ordinal);
        foreach (var name in (string[])["kpi.parse", "kpi.execute", "kpi.render", "store.commit", "facts.publish", "/v1/kpis", "service.name"])
            Assert.Contains(name, traces, StringComparison.Ordinal);
        foreach (var secret in (string[])["nobodys-business", "nobodys_business", "Anna Nobody"])
        {
            Assert.DoesNotContain(secret, metrics, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, traces, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nothing_is_sent_unless_somebody_said_where_to()
    {
        await using var app = await KpiApp.StartAsync();
        Assert.False(app.Service<KpiTelemetry>().IsTraced);
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
