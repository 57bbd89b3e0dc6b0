using System.ComponentModel.DataAnnotations;

namespace KpiApi.Auth.Keys;

/// <summary>Section Keys.</summary>
internal sealed class KeysOptions
{
    public const string Section = "Keys";

    /// <summary>A key with the scope admin that is kept nowhere but in the configuration; null for none.</summary>
    [MinLength(32, ErrorMessage = "Keys:Admin is too short; it has to have 32 characters or more, made by a generator: openssl rand -base64 32.")]
    public string? Admin { get; set; }

    /// <summary>Makes an admin key at a start without any key, and prints it once.</summary>
    public bool PrintFirst { get; set; }

    /// <summary>While there is no key: true answers programs on this machine, false nobody; unless it is said, programs on this machine if the service was given no address to listen on.</summary>
    public bool? AllowLoopbackWithoutKey { get; set; }
}
