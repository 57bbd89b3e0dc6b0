namespace KpiApi.Http;

/// <summary>Where the service listens.</summary>
/// <param name="IsDefault">Nobody has said where, so it is on this machine alone.</param>
internal sealed record ListeningAddress(bool IsDefault)
{
    public const string DefaultUrl = "http://localhost:5080";
}

internal static class ListeningAddressComposition
{
    /// <summary>Nobody has said where to listen: the documented address, not the framework's.</summary>
    public static void UseDefaultUrl(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        string[] sayings = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        var isDefault = sayings.All(key => string.IsNullOrEmpty(configuration[key])) && !configuration.GetSection("Kestrel:Endpoints").Exists();
        if (isDefault) builder.WebHost.UseUrls(ListeningAddress.DefaultUrl);
        builder.Services.AddSingleton(new ListeningAddress(isDefault));
    }
}
