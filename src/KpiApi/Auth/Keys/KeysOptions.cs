using System.ComponentModel.DataAnnotations;

namespace KpiApi.Auth.Keys;

/// <summary>Section Keys.</summary>
internal sealed class KeysOptions
{
    public const string Section = "Keys";

    /// <summary>An API key with the scope admin, stored nowhere but in the configuration. At least 32 characters.</summary>
    [MinLength(32, ErrorMessage = "Keys:Admin is too short; it has to have 32 characters or more, made by a generator: openssl rand -base64 32.")]
    public string? Admin { get; set; }

    /// <summary>Creates an admin key at a start without any key, and prints it once.</summary>
    public bool PrintFirst { get; set; }

    /// <summary>Who is answered while there is no key: programs on this machine (true) or nobody (false). By default programs on this machine, unless the service was given an address to listen on.</summary>
    public bool? AllowLoopbackWithoutKey { get; set; }
}
