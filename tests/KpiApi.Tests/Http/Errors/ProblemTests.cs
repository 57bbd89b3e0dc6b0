using KpiApi.Tests.Auth;

namespace KpiApi.Tests.Http.Errors;

public sealed class ProblemTests(PlainApp plain, WrittenApp written) : IClassFixture<PlainApp>, IClassFixture<WrittenApp>
{
    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "/problems/not-found")]
    [InlineData("PATCH", "/v1/metrics", 405, "/problems/method-not-allowed")]
    [InlineData("DELETE", "/v1/tickets/T-1", 404, "/problems/not-found")]
    public async Task Every_error_is_a_problem(string method, string path, int status, string type)
    {
        var app = plain.App;
        var answer = await app.SendAsync(new HttpMethod(method), path, null);
        Assert.Equal((status, "application/problem+json", type, $"{status}"), (answer.Status, answer.Type, answer["type"], answer["status"]));
        Assert.All(["title", "detail", "traceId"], member => Assert.NotEqual("(absent)", answer[member]));
        Assert.NotEmpty(answer.Errors);
    }

    [Theory]
    [InlineData("text/html", 406)]
    [InlineData("application/json;q=0", 406)]
    [InlineData("text/html, */*;q=0.1", 201)]
    [InlineData("application/*", 201)]
    public async Task Answer_that_the_caller_does_not_accept_is_406(string accept, int status)
    {
        var path = "/v1/agents/" + Uri.EscapeDataString(accept);
        Assert.Equal(status, (await written.App.CallAsync("PUT", path, null, "{}", "Accept: " + accept)).Status);
    }

    [Theory]
    [InlineData("/health/live", "live")]
    [InlineData("/health/ready", "ready")]
    public async Task Health_is_told(string path, string status)
    {
        var app = plain.App;
        Assert.Equal(status, (await app.SendAsync(HttpMethod.Get, path, null))["status"]);
    }

    [Theory]
    [InlineData("--Kpi:TimeZone=Berlin", "Kpi:TimeZone, Berlin, is no time zone")]
    [InlineData("--Kpi:FcrWindowDays=0", "Kpi:FcrWindowDays has to be")]
    [InlineData("--Kpi:MemoryMegabytes=-1", "Kpi:MemoryMegabytes has to be")]
    [InlineData("--Store:Provider=Oracle", "Store:Provider has to be Sqlite")]
    [InlineData("--Store:ConnectionString=nonsense", "Store:ConnectionString cannot be read")]
    [InlineData("--Store:StaleSeconds=0", "Store:StaleSeconds has to be")]
    [InlineData("--Writer:DeadlineSeconds=0", "Writer:DeadlineSeconds has to be")]
    [InlineData("--Writer:BreakSeconds=61", "Writer:BreakSeconds has to be")]
    [InlineData("--Writer:MaxWaitingWrites=0", "Writer:MaxWaitingWrites has to be")]
    [InlineData("--Writer:MaxWaitingRows=0", "Writer:MaxWaitingRows has to be")]
    [InlineData("--Writer:MaxWaitingMegabytes=0", "Writer:MaxWaitingMegabytes has to be")]
    [InlineData("--Keys:Admin=short", "Keys:Admin is too short")]
    [InlineData("--Oidc:Issuer=http://login.example.com", "Oidc:Issuer has to be an address that begins with https://")]
    [InlineData("--Oidc:Issuer=https://login.example.com", "Oidc:Audience is missing")]
    [InlineData("--Cors:Origins=*", "Cors:Origins has '*', which is no origin")]
    [InlineData("--Limits:MaxItems=0", "Limits:MaxItems has to be from 1 to 1000000")]
    [InlineData("--Limits:SlowSeconds=1", "Limits:SlowSeconds has to be from 2 to 300")]
    public async Task Wrong_settings_stop_the_start_with_a_sentence(string setting, string sentence)
    {
        // Those that the server itself needs are found while it is put together.
        var failure = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(async () =>
        {
            await using var app = KpiApiHost.Build(["--urls=http://127.0.0.1:0", setting]);
            await app.StartAsync();
        });
        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
    }
}
