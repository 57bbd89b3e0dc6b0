using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace KpiApi.Auth;

/// <summary>Tokens in URLs: 256 random bits, of which only a hash is kept, so no slow hash is needed.</summary>
internal sealed class LinkTokens(RandomNumberGenerator random)
{
    private const int IdBytes = 6;
    private const int TokenBytes = 32;

    public string NewId() => Convert.ToHexStringLower(Bytes(IdBytes));

    public string NewToken() => Base64Url.EncodeToString(Bytes(TokenBytes));

    /// <summary>SHA-256, in hexadecimal digits.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Compares in constant time.</summary>
    /// <param name="token">As it was sent.</param>
    /// <param name="hash">As it is kept; null is no token's.</param>
    public static bool Matches(string token, string? hash) =>
        hash is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Hash(token)), Encoding.UTF8.GetBytes(hash));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.GetBytes(bytes);
        return bytes;
    }
}
