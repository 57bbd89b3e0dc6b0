namespace KpiApi.Tests.Hooks;

/// <summary>Exports from the command line, into the store of a service that does not run.</summary>
public sealed class ImportRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public async Task Export_is_taken_into_the_store_by_the_preset_of_its_name()
    {
        var file = Path.Combine(_folder, "empty.ndjson");
        await File.WriteAllTextAsync(file, """{"nothing":"that a preset knows"}""");
        var (output, error, code) = await RunAsync("zendesk", file);
        Assert.Equal("", error);
        Assert.Contains("Loaded nothing; 1 items are none that the map knows.", output, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData("zendesk", "Say whose export it is, and its files: import zendesk tickets.ndjson ratings.json")]
    [InlineData("zendesk nowhere.json", "There is no file nowhere.json.")]
    [InlineData("zendesk {file} --url", "--url needs an address: --url http://localhost:5080")]
    [InlineData("zendesk {file} --url here", "here is no address; one is http://localhost:5080.")]
    [InlineData("zendesk {file} --url http://127.0.0.1:9", "http://127.0.0.1:9 does not answer")]
    [InlineData("zendeks {file}", "There is no hook zendeks, and no preset of this name: chatwoot, freshdesk, hubspot, intercom, zammad, zendesk.")]
    public async Task What_is_wrong_is_said_in_a_sentence(string words, string sentence)
    {
        var file = Path.Combine(_folder, "a.json");
        await File.WriteAllTextAsync(file, "[]");
        var (_, error, code) = await RunAsync([.. words.Split(' ').Select(word => word == "{file}" ? file : word)]);
        Assert.StartsWith(sentence, error, StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<(string Output, string Error, int Code)> RunAsync(params string[] words) =>
        ProgramRun.RunAsync([("Store__ConnectionString", $"Data Source={_folder}/kpi.db")], ["import", .. words]);
}
