using System.ComponentModel.DataAnnotations;

namespace KpiApi.Auth.Schemes;

/// <summary>Section Oidc: takes the tokens of an OpenID Connect provider beside keys.</summary>
internal sealed class OidcOptions : IValidatableObject
{
    public const string Section = "Oidc";

    /// <summary>As in the tokens; null for none. Its keys are found at /.well-known/openid-configuration below it.</summary>
    public string? Issuer { get; set; }

    /// <summary>Whom tokens have to be meant for.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim with the scopes: a list, or one text with spaces between.</summary>
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
