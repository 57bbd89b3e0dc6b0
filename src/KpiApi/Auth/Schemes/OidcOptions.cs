using System.ComponentModel.DataAnnotations;

namespace KpiApi.Auth.Schemes;

/// <summary>Section Oidc: accepts bearer tokens of an OpenID Connect provider beside API keys.</summary>
internal sealed class OidcOptions : IValidatableObject
{
    public const string Section = "Oidc";

    /// <summary>The provider's issuer, as in its tokens. Signing keys are discovered at /.well-known/openid-configuration below it.</summary>
    public string? Issuer { get; set; }

    /// <summary>The audience that tokens must name.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim that holds the scopes, as a list or separated by spaces.</summary>
    [Required(ErrorMessage = "Oidc:ScopeClaim is missing; it is the name of a claim, like scope.")]
    public string ScopeClaim { get; set; } = "scope";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Issuer is null) yield break;
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
            yield return new("Oidc:Issuer has to be an address that begins with https://.");
        if (string.IsNullOrWhiteSpace(Audience))
            yield return new("Oidc:Audience is missing: without it a token made for any other service would be good here.");
    }
}
