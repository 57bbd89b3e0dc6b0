using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiApi.Hooks.Presets;
using KpiApi.Http;

namespace KpiApi.Operations;

/// <summary>
/// <c>import</c>: takes exports of a help desk in, by the hook of that name, which is made where it is missing and a preset has the name. Sent to the
/// service that runs, or, when none does, to one that is started over its store for as long as it takes.
/// </summary>
internal static class ImportRun
{
    public const string Argument = "import";

    public const string Usage = "import zendesk tickets.ndjson ratings.json";

    private const string Url = "--url";

    /// <summary>Of the environment: arguments can be seen by everyone on the machine.</summary>
    private const string KeyVariable = "KPI_KEY";

    private static readonly string[] s_kinds = ["accounts", "agents", "tickets", "events", "surveys"];

    /// <param name="build">Makes the service.</param>
    public static async Task<int> RunAsync(string[] args, Func<string[], Action<WebApplicationBuilder>, WebApplication> build)
    {
        string[] words = [.. args.Skip(1).TakeWhile(word => !word.StartsWith("--", StringComparison.Ordinal))];
        if (words.Length < 2) return await FailAsync($"Say whose export it is, and its files: {Usage}");
        if (words.Skip(1).FirstOrDefault(file => !File.Exists(file)) is { } missing) return await FailAsync($"There is no file {missing}.");
        var rest = args.Skip(1 + words.Length).ToList();
        var at = rest.IndexOf(Url);
        if (at >= 0 && at + 1 < rest.Count) return await SendAsync(rest[at + 1], Environment.GetEnvironmentVariable(KeyVariable), words);
        if (at >= 0) return await FailAsync($"{Url} needs an address: {Url} {ListeningAddress.DefaultUrl}");
        if (await IsRunningAsync(ListeningAddress.DefaultUrl)) return await SendAsync(ListeningAddress.DefaultUrl, Environment.GetEnvironmentVariable(KeyVariable), words);
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        await using var app = build([.. rest], builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Keys:Admin"] = key,
            ["Logging:LogLevel:Default"] = nameof(LogLevel.Warning),
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = nameof(LogLevel.Warning),
        }));
        await app.StartAsync();
        var code = await SendAsync(app.Urls.First(), key, words);
        await app.StopAsync();
        return code;
    }

    private static async Task<int> SendAsync(string address, string? key, string[] words)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var service)) return await FailAsync($"{address} is no address; one is {ListeningAddress.DefaultUrl}.");
        try
        {
            return await SendAsync(service, key, words);
        }
        catch (HttpRequestException away)
        {
            return await FailAsync($"{address} does not answer: {away.Message}");
        }
    }

    private static async Task<int> SendAsync(Uri address, string? key, string[] words)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (await MakeHookAsync(http, words[0]) is { } refused) return await FailAsync(refused);
        var isGood = true;
        foreach (var file in words.Skip(1))
        {
            var (reply, progress) = await SendFileAsync(http, words[0], file);
            if (!reply.IsSuccessStatusCode)
            {
                Console.WriteLine();
                return await FailAsync(await TroubleAsync(reply));
            }

            var report = (await JsonNode.ParseAsync(await reply.Content.ReadAsStreamAsync()))!;
            progress.Finish(Sentence(report));
            foreach (var error in report["errors"]!.AsArray().Take(10)) Console.WriteLine($"  item {error!["index"]}{(error["id"] is { } id ? $", {id}" : "")} {error["pointer"]}: {error["message"]}");
            isGood &= report["errors"]!.AsArray().Count == 0;
        }

        return isGood ? 0 : 2;
    }

    /// <summary>Why there is no such hook and none can be made; null when there is one.</summary>
    private static async Task<string?> MakeHookAsync(HttpClient http, string name)
    {
        using var known = await http.GetAsync(new Uri($"/v1/hooks/{Uri.EscapeDataString(name)}", UriKind.Relative));
        if (known.IsSuccessStatusCode) return null;
        if (known.StatusCode != HttpStatusCode.NotFound) return $"{await TroubleAsync(known)} The key is taken from {KeyVariable}.";
        if (!HookPresets.Names.Contains(name)) return $"There is no hook {name}, and no preset of this name: {string.Join(", ", HookPresets.Names)}.";
        using var body = JsonContent.Create(new JsonObject { ["preset"] = name });
        using var made = await http.PutAsync(new Uri($"/v1/hooks/{name}", UriKind.Relative), body);
        return made.IsSuccessStatusCode ? null : await TroubleAsync(made);
    }

    private static async Task<(HttpResponseMessage Reply, ProgressLine Progress)> SendFileAsync(HttpClient http, string hook, string file)
    {
        var progress = new ProgressLine(Console.Out, Console.IsOutputRedirected, Path.GetFileName(file));
        using var content = new FileContent(file, progress.Show);
        var isPacked = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        content.Headers.ContentType = new(MediaType(Path.GetExtension(isPacked ? file[..^3] : file)));
        if (isPacked) content.Headers.ContentEncoding.Add("gzip");
        return (await http.PostAsync(new Uri($"/v1/hooks/{hook}/import", UriKind.Relative), content), progress);
    }

    private static string MediaType(string extension) => extension.ToUpperInvariant() switch
    {
        ".CSV" => MediaTypes.Csv,
        ".NDJSON" or ".JSONL" => MediaTypes.Ndjson,
        _ => MediaTypeNames.Application.Json,
    };

    private static string Sentence(JsonNode report)
    {
        var kinds = from kind in s_kinds
                    let counts = report[kind]!
                    let stored = (long)counts["created"]! + (long)counts["updated"]! + (long)counts["unchanged"]!
                    let rejected = (long)counts["rejected"]!
                    where stored + rejected > 0
                    select string.Create(CultureInfo.InvariantCulture, $"{stored:N0} {kind}{(rejected > 0 ? $" ({rejected:N0} rejected)" : "")}");
        var ignored = (long)report["ignored"]!;
        return string.Join(", ", kinds.DefaultIfEmpty("nothing")) + (ignored > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {ignored:N0} items are none that the map knows") : "");
    }

    private static async Task<string> TroubleAsync(HttpResponseMessage reply)
    {
        try
        {
            return (string?)JsonNode.Parse(await reply.Content.ReadAsStringAsync())?["detail"] ?? $"The service answered {(int)reply.StatusCode}.";
        }
        catch (JsonException)
        {
            return $"The service answered {(int)reply.StatusCode}.";
        }
    }

    private static async Task<bool> IsRunningAsync(string address)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using var reply = await http.GetAsync(new Uri($"{address}/health/live"));
            return reply.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static async Task<int> FailAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return 1;
    }

    /// <summary>A file that tells how much of it was sent.</summary>
    private sealed class FileContent(string file, Action<double> show) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var source = File.OpenRead(file);
            var buffer = new byte[65_536];
            while (await source.ReadAsync(buffer) is > 0 and var read)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read));
                show(source.Position / (double)source.Length);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = new FileInfo(file).Length;
            return true;
        }
    }
}
