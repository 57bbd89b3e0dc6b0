using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace KpiApi.Auth.Keys;

/// <summary>
/// <c>kpi_</c>, the id in 12 hexadecimal digits, <c>_</c>, and 256 random bits in base64url. The prefix lets scanners for leaked secrets
/// find it; the id finds its row without comparing secrets.
/// </summary>
internal static class KeyText
{
    private const string Prefix = "kpi_";
    private const int IdBytes = 6;
    private const int SecretBytes = 32;
    private const int Length = 4 + (2 * IdBytes) + 1 + 43;

    public static string NewId(RandomNumberGenerator random) => Convert.ToHexStringLower(Bytes(random, IdBytes));

    public static string New(string id, RandomNumberGenerator random) => $"{Prefix}{id}_{Base64Url.EncodeToString(Bytes(random, SecretBytes))}";

    /// <summary>Null when it is no key of ours.</summary>
    public static string? IdOf(string text) =>
        text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) ? text.Substring(Prefix.Length, 2 * IdBytes) : null;

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(RandomNumberGenerator random, int count)
    {
        var bytes = new byte[count];
        random.GetBytes(bytes);
        return bytes;
    }
}
