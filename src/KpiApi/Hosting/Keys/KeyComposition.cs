using System.Security.Cryptography;
using KpiApi.Hosting.Sections;

namespace KpiApi.Hosting.Keys;

internal static class KeyComposition
{
    /// <summary>After the store, which has to have its tables before the keys are read.</summary>
    public static void AddKeys(this IServiceCollection services)
    {
        services.AddSection<KeysOptions>(KeysOptions.Section);
        services.AddSection<OidcOptions>(OidcOptions.Section);
        services.AddHttpClient(OidcTokens.HttpClient, http => http.Timeout = TimeSpan.FromSeconds(10));
        services.AddSingleton(RandomNumberGenerator.Create());
        services.AddSingleton<KeyRing>();
        services.AddSingleton<LocalTrust>();
        services.AddSingleton<KeyStore>();
        services.AddSingleton<OidcTokens>();
        services.AddHostedService<KeyWatch>();
    }
}
