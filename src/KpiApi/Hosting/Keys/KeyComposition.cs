using System.Security.Cryptography;

namespace KpiApi.Hosting.Keys;

internal static class KeyComposition
{
    /// <summary>After the store, which has to have its tables before the keys are read.</summary>
    public static void AddKeys(this IServiceCollection services)
    {
        services.AddOptions<KeysOptions>().BindConfiguration(KeysOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<OidcOptions>().BindConfiguration(OidcOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(OidcTokens.HttpClient, http => http.Timeout = TimeSpan.FromSeconds(10));
        services.AddSingleton(RandomNumberGenerator.Create());
        services.AddSingleton<KeyRing>();
        services.AddSingleton<KeyStore>();
        services.AddSingleton<OidcTokens>();
        services.AddHostedService<KeyWatch>();
    }
}
