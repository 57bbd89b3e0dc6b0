using KpiApi.Tests.Auth;

namespace KpiApi.Tests.Operations;

public sealed class PrometheusTests
{
    [Theory]
    [InlineData("prometheus")]
    [InlineData("otlp, prometheus")]
    public async Task Page_shows_the_meters_to_keys_that_may_read(string exporters)
    {
        await using var app = await Keyed.StartAsync("OTEL_METRICS_EXPORTER=" + exporters);
        var ((_, read), (_, ingest)) = (await app.MakeKeyAsync("read"), await app.MakeKeyAsync("ingest"));
        await app.CallAsync("PUT", "/v1/tickets/nobodys-business", ingest, """{"createdAt":"2026-01-05T09:00:00Z","agent":"nobodys-business"}""");
        await app.CallAsync("GET", "/v1/kpis?metrics=csat&agent=nobodys-business", Keyed.Admin);
        Assert.Equal(["401 key_missing", "403 scope_missing"], [(await app.CallAsync("GET", "/metrics")).Outcome(), (await app.CallAsync("GET", "/metrics", ingest)).Outcome()]);

        var page = await app.CallAsync("GET", "/metrics", read);
        Assert.Equal((200, "text/plain"), (page.Status, page.Type));
        foreach (var line in (string[])[
            "# TYPE kpi_ingest_rows_total counter", "kind=\"ticket\",outcome=\"created\"", "kpi_feed_lag", "kpi_facts_age_seconds", "kpi_facts_columns_size_bytes", "kpi_query_duration_seconds_bucket",
            "http_server_request_duration_seconds_bucket", "http_route=\"/v1/tickets/{id}\"", "dotnet_gc_collections_total"])
            Assert.Contains(line, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("nobodys-business", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_is_not_there_unless_asked_for()
    {
        await using var app = await Keyed.StartAsync();
        Assert.Equal("404 not_found", (await app.CallAsync("GET", "/metrics", Keyed.Admin)).Outcome());
    }
}
