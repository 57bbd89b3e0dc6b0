using System.Text.Json.Nodes;
using KpiApi.Tests.Auth;
using Microsoft.Extensions.Logging;

namespace KpiApi.Tests.Operations;

public sealed class StatusTests(PlainApp plain) : IClassFixture<PlainApp>
{
    [Fact]
    public async Task Status_tells_versions_sizes_and_the_place()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PostLinesAsync("/v1/tickets", """{"id":"A","createdAt":"2026-01-05T09:00:00Z"}""", """{"id":"B","createdAt":"2026-01-05T09:00:00Z","resolvedAt":"2026-01-06T09:00:00Z"}""");
        await app.PutAsync("/v1/surveys/S", """{"kind":"csat","ticket":"A","respondedAt":"2026-01-06T09:00:00Z","score":5}""");
        // Neither is a ticket.
        await app.PutAsync("/v1/accounts/A", "{}");
        await app.PutAsync("/v1/tickets/C", """{"createdAt":"2026-01-05T09:00:00Z"}""");
        await app.DeleteAsync("/v1/tickets/C");

        var status = (await app.GetAsync("/v1/status")).Json;
        var (store, data) = (status["store"]!, status["data"]!);
        Assert.Equal("True False Sqlite 5", $"{status["ready"]} {status["deriving"]} {store["provider"]} {store["version"]}", ignoreCase: true);
        Assert.Equal(Path.Combine(app.Database.Folder!, "kpi.db"), (string?)store["place"]);
        Assert.Equal((5, 0), ((int)data["version"]!, (int)data["lag"]!));
        Assert.Equal((2, 1, 1), ((int)data["rows"]!["tickets"]!, (int)data["rows"]!["resolutions"]!, (int)data["rows"]!["surveys"]!));
        Assert.Equal(app.Facts.Current.SizeBytes, (long)data["columnsBytes"]!);
        Assert.Null(status["lastError"]);
    }

    [Fact]
    public async Task Last_error_is_told_without_the_texts_of_others()
    {
        await using var app = await KpiApp.StartAsync();
        var loggers = app.Service<ILoggerFactory>();
        Failed(loggers, "KpiApi.Storage.GroupWriter", "A group of 2 writes was not stored");
        Assert.Equal(("KpiApi.Storage.GroupWriter", "A group of 2 writes was not stored", "InvalidOperationException"), Told((await app.GetAsync("/v1/status")).Json));

        Failed(loggers, "Elsewhere", "anna is not allowed to");
        Assert.Equal(("Elsewhere", null, "InvalidOperationException"), Told((await app.GetAsync("/v1/status")).Json));
    }

    [Fact]
    public async Task Who_may_only_read_is_told_no_path()
    {
        await using var app = await Keyed.StartAsync();
        var (_, read) = await app.MakeKeyAsync("read read:agents ingest");
        Failed(app.Service<ILoggerFactory>(), "KpiApi.Storage.ColumnsFileCache", $"{app.Database.Folder}/kpi.db.columns could not be written");
        var told = await app.CallAsync("GET", "/v1/status", read);
        Assert.DoesNotContain(app.Database.Folder!, told.Text, StringComparison.Ordinal);
        Assert.Equal(("KpiApi.Storage.ColumnsFileCache", null, "InvalidOperationException"), Told(told.Json.AsObject()));
        Assert.Contains(app.Database.Folder!, (await app.CallAsync("GET", "/v1/status", Keyed.Admin)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_takes_no_parameters()
    {
        var app = plain.App;
        Assert.Equal(["unknown_parameter"], (await app.GetAsync("/v1/status?verbose=1")).Errors.Select(error => (string)error!["code"]!));
    }

    private static (string?, string?, string?) Told(JsonObject status) =>
        ((string?)status["lastError"]!["source"], (string?)status["lastError"]!["message"], (string?)status["lastError"]!["exception"]);

    private static void Failed(ILoggerFactory loggers, string category, string message) =>
        loggers.CreateLogger(category).Log(LogLevel.Error, default, message, new InvalidOperationException("of anna"), (text, _) => text);
}
