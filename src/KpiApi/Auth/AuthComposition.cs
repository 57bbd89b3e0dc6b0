using System.Security.Cryptography;
using KpiApi.Auth.Keys;
using KpiApi.Auth.Policies;
using KpiApi.Auth.Schemes;
using KpiApi.Configuration;

namespace KpiApi.Auth;

internal static class AuthComposition
{
    /// <summary>After the store, which has to have its tables before the keys are read.</summary>
    public static void AddAuth(this IServiceCollection services)
    {
        services.AddSection<KeysOptions>(KeysOptions.Section);
        services.AddSection<OidcOptions>(OidcOptions.Section);
        services.AddSingleton(RandomNumberGenerator.Create());
        services.AddSingleton<LinkTokens>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<LocalTrust>();
        services.AddSingleton<KeyStore>();
        services.AddSchemes();
        services.AddPolicies();
        services.AddHostedService<KeyWatch>();
    }
}
