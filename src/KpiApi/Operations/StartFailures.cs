using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace KpiApi.Operations;

/// <summary>Whether the service has started. Until then the framework's log says with all its stack what the program then says in a sentence.</summary>
internal sealed class StartPhase
{
    private volatile bool _isOver;

    public bool IsOver
    {
        get => _isOver;
        set => _isOver = value;
    }
}

/// <summary>Why the service cannot listen, for people.</summary>
internal static class StartFailures
{
    private const string Elsewhere = "Listen elsewhere by --urls http://localhost:8080 or ASPNETCORE_URLS.";

    /// <summary>Null when it is something else.</summary>
    public static string? Reason(Exception failure) => failure switch
    {
        IOException { InnerException: AddressInUseException } used => $"Another program listens on {AddressIn(used.Message)} already. Is it this service? {Elsewhere}",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => "This user may not listen on the address that was given; ports below 1024 are the system's. " + Elsewhere,
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "The address that was given is none of this machine's. " + Elsewhere,
        _ => null,
    };

    /// <exception cref="OptionsValidationException">One of the addresses is none.</exception>
    public static void CheckUrls(this WebApplicationBuilder builder)
    {
        var urls = builder.Configuration[WebHostDefaults.ServerUrlsKey] ?? "";
        string[] wrong = [.. urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(url => !IsAddress(url)).Select(url => $"'{url}' is no address to listen on; one is like http://localhost:8080.")];
        if (wrong.Length > 0) throw new OptionsValidationException(Options.DefaultName, typeof(string), wrong);
    }

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http" or "https", Port: >= 0 and <= 65_535 };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The framework's sentence is "Failed to bind to address http://127.0.0.1:5080: address already in use."</summary>
    private static string AddressIn(string message) => message.Split(' ', ',').FirstOrDefault(word => word.Contains("://", StringComparison.Ordinal))?.TrimEnd(':', '.') ?? "the address";
}
