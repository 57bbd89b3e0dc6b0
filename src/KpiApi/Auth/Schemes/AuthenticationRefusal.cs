using KpiApi.Http.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Tokens;

namespace KpiApi.Auth.Schemes;

/// <summary>Why a scheme takes a caller for nobody: never thrown, it is the failure of its result.</summary>
internal sealed class AuthenticationRefusal(int status, RequestError error) : AuthenticationFailureException(error.Message)
{
    public static readonly AuthenticationRefusal Missing =
        new(StatusCodes.Status401Unauthorized, new("key_missing", $"Send a key as Authorization: Bearer, or as {SentKey.Header}."));

    public static readonly AuthenticationRefusal Unknown =
        new(StatusCodes.Status401Unauthorized, new("key_unknown", "There is no such key; it may have been revoked."));

    public static readonly AuthenticationRefusal Expired = new(StatusCodes.Status401Unauthorized, new("key_expired", "The key has expired."));

    public static readonly AuthenticationRefusal IssuerAway =
        new(StatusCodes.Status503ServiceUnavailable, new("issuer_unavailable", "The issuer of the token cannot be asked for its keys."));

    public static readonly AuthenticationRefusal NoLink =
        new(StatusCodes.Status404NotFound, new("link_unknown", "There is no such link; it may have expired or been revoked."));

    public static readonly AuthenticationRefusal NoHook =
        new(StatusCodes.Status404NotFound, new("hook_unknown", "There is no such hook; its token may have been rotated, or the hook deleted."));

    public int Status => status;

    public RequestError Error => error;

    /// <summary>False when there was none in the request.</summary>
    public bool HasKey => !ReferenceEquals(this, Missing);

    /// <param name="failure">Of a scheme; null when it found no key.</param>
    public static AuthenticationRefusal Of(Exception? failure) => failure switch
    {
        null => Missing,
        AuthenticationRefusal refused => refused,
        SecurityTokenExpiredException => Expired,
        _ => Unknown,
    };
}
