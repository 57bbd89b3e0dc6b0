using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using KpiApi.Tests.Recipes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using StandardWebhooks;

namespace KpiApi.Tests.Webhooks;

/// <summary>The receivers of the README, given messages signed by one secret and by two, and one that somebody changed.</summary>
public sealed partial class ReceiverExampleTests
{
    private const string Body = """{"type":"webhook.test","data":{"title":"Grüße"}}""";

    private static readonly (string Secret, string Other) s_secrets = (Secret(1), Secret(2));

    [ToolFact("python3", "--version", "Python")]
    public Task Python_example_takes_what_is_signed_and_nothing_else() => RunAsync("python", "python3", "-c", """
        import os
        try:
            verify(os.environ["SECRET"], {name: os.environ[name.replace("-", "_")] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}, os.environ["BODY"].encode())
            print("taken")
        except ValueError as wrong:
            print(wrong)
        """);

    [ToolFact("node", "--version", "node")]
    public Task Node_example_takes_what_is_signed_and_nothing_else() => RunAsync("js", "node", "-e", """
        try {
          verify(process.env.SECRET, Object.fromEntries(['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, process.env[name.replace('-', '_')]])), process.env.BODY);
          console.log('taken');
        } catch (wrong) { console.log(wrong.message); }
        """);

    [Fact]
    public async Task CSharp_example_takes_what_is_signed_and_nothing_else()
    {
        var source = await File.ReadAllTextAsync(Repository.File("tests", "KpiApi.Tests", "Webhooks", "ReceiverExample.cs"));
        Assert.Contains(Lines(await ExampleAsync("csharp")), Lines(source), StringComparison.Ordinal);

        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        ReceiverExample.Map(app, s_secrets.Secret);
        await app.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.Single()) };
        var (now, old) = (TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddMinutes(-6));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(now, Body, Sign(s_secrets.Secret, now)));
        // Of two signatures this version of the package looks at the first.
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(now, Body, $"{Sign(s_secrets.Secret, now)} {Sign(s_secrets.Other, now)}"));
        Assert.Equal(HttpStatusCode.InternalServerError, await PostAsync(now, Body, $"{Sign(s_secrets.Other, now)} {Sign(s_secrets.Secret, now)}"));
        Assert.Equal(HttpStatusCode.InternalServerError, await PostAsync(now, Body, Sign(s_secrets.Other, now)));
        Assert.Equal(HttpStatusCode.InternalServerError, await PostAsync(now, Body.Replace("test", "text", StringComparison.Ordinal), Sign(s_secrets.Secret, now)));
        Assert.Equal(HttpStatusCode.InternalServerError, await PostAsync(old, Body, Sign(s_secrets.Secret, old)));

        async Task<HttpStatusCode> PostAsync(DateTimeOffset at, string body, string signatures)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/kpi") { Content = new StringContent(body) };
            foreach (var (name, value) in ((string, string)[])[("webhook-id", "msg_1"), ("webhook-timestamp", $"{at.ToUnixTimeSeconds()}"), ("webhook-signature", signatures)])
                request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    /// <summary>Without what stands before and after each line.</summary>
    private static string Lines(string text) => string.Join('\n', text.Split('\n', StringSplitOptions.TrimEntries));

    private static async Task<string> ExampleAsync(string language) =>
        Blocks().Matches(await File.ReadAllTextAsync(Repository.File("src", "KpiApi", "Webhooks", "README.md"))).Single(block => block.Groups["language"].Value == language).Groups["text"].Value;

    private static async Task RunAsync(string language, string program, string option, string call)
    {
        var example = await ExampleAsync(language);
        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal("taken", await VerifyAsync(now, Body, Sign(s_secrets.Secret, now)));
        Assert.Equal("taken", await VerifyAsync(now, Body, $"{Sign(s_secrets.Other, now)} {Sign(s_secrets.Secret, now)}"));
        Assert.Equal("signed by somebody else", await VerifyAsync(now, Body, Sign(s_secrets.Other, now)));
        Assert.Equal("signed by somebody else", await VerifyAsync(now, Body.Replace("test", "text", StringComparison.Ordinal), Sign(s_secrets.Secret, now)));
        var old = now.AddMinutes(-6);
        Assert.Equal("too old, or sent again by somebody else", await VerifyAsync(old, Body, Sign(s_secrets.Secret, old)));

        async Task<string> VerifyAsync(DateTimeOffset at, string body, string signatures)
        {
            var start = new ProcessStartInfo(program, [option, example + call]) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (name, value) in ((string, string)[])[("SECRET", s_secrets.Secret), ("BODY", body), ("webhook_id", "msg_1"), ("webhook_timestamp", $"{at.ToUnixTimeSeconds()}"), ("webhook_signature", signatures)])
                start.Environment[name] = value;
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
            Assert.True(process.ExitCode == 0, await error);
            return (await output).Trim();
        }
    }

    private static string Sign(string secret, DateTimeOffset at) => new StandardWebhook(secret).Sign("msg_1", at, Body);

    private static string Secret(byte first) => "whsec_" + Convert.ToBase64String([first, .. new byte[31]]);

    [GeneratedRegex("^```(?<language>[a-z]+)\\n(?<text>[\\s\\S]*?)^```", RegexOptions.Multiline)]
    private static partial Regex Blocks();
}
