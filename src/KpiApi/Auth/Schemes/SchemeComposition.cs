using KpiApi.Auth.Keys;
using KpiApi.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace KpiApi.Auth.Schemes;

internal static class SchemeNames
{
    public const string Loopback = CallerIdentity.LoopbackScheme;
    public const string ApiKey = "ApiKey";
    public const string Token = "Token";

    public const string Link = "Link";

    /// <summary>The one of the others that a request asks for.</summary>
    public const string Any = "Any";
}

internal static class SchemeComposition
{
    public static void AddSchemes(this IServiceCollection services)
    {
        services.AddAuthentication(SchemeNames.Any)
            .AddPolicyScheme(SchemeNames.Any, null, _ => { })
            .AddScheme<AuthenticationSchemeOptions, LoopbackHandler>(SchemeNames.Loopback, null)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(SchemeNames.ApiKey, null)
            .AddScheme<AuthenticationSchemeOptions, LinkHandler>(SchemeNames.Link, null)
            .AddJwtBearer(SchemeNames.Token, _ => { });
        services.AddOptions<PolicySchemeOptions>(SchemeNames.Any).Configure<KeyRing, IOptions<OidcOptions>>((any, keys, oidc) =>
            any.ForwardDefaultSelector = context => keys.IsEmpty ? SchemeNames.Loopback
                : context.GetEndpoint()?.Metadata.GetMetadata<OpenedByLink>() is not null ? SchemeNames.Link
                : IsToken(context.Request, oidc.Value) ? SchemeNames.Token : SchemeNames.ApiKey);
        services.AddOptions<JwtBearerOptions>(SchemeNames.Token).Configure<IOptions<OidcOptions>, TimeProvider>(Tokens.Configure).PostConfigure(Tokens.ForgetOldKeys);
        LeaveNoProtectionKeys(services);
    }

    /// <summary>Keys of this service have no dots.</summary>
    private static bool IsToken(HttpRequest request, OidcOptions oidc) => oidc.Issuer is not null && SentKey.In(request)?.Count(letter => letter == '.') == 2;

    /// <summary>Cookies would be encrypted, and there are none: the framework would still write keys for it to the user's folder, and warn of them, at each start.</summary>
    private static void LeaveNoProtectionKeys(IServiceCollection services)
    {
        foreach (var preload in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Namespace == "Microsoft.AspNetCore.DataProtection.Internal").ToList())
            services.Remove(preload);
    }
}
