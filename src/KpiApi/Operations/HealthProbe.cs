namespace KpiApi.Operations;

/// <summary>
/// The program asks a running service whether it is ready, for containers that hold no other program which could:
/// <c>dotnet KpiApi.dll --health http://localhost:8080</c>.
/// </summary>
internal static class HealthProbe
{
    public const string Argument = "--health";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>0 when it is ready, else 1.</summary>
    public static async Task<int> RunAsync(string address)
    {
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(address), Timeout = s_patience };
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            Console.WriteLine(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or UriFormatException)
        {
            await Console.Error.WriteLineAsync($"{address} does not answer: {failure.Message}");
            return 1;
        }
    }
}
