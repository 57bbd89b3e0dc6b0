using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

/// <summary>The ways to send a key.</summary>
internal static class SecuritySchemes
{
    public static IReadOnlyList<(string Name, OpenApiSecurityScheme Scheme)> All { get; } =
    [
        ("bearer", new() { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key, or a token of the configured OpenID Connect issuer." }),
        ("apiKey", new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "A key." }),
        ("basic", new() { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "A key as the password, for spreadsheets; the user's name is not looked at." }),
    ];
}
