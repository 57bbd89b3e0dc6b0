using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace KpiApi.Engine.Planning;

/// <summary>
/// Tells what a step counts, whatever its period: steps of equal fingerprints count equal rows in equal ways. SHA-256, because callers choose
/// the text, and two texts of one fingerprint would get each other's numbers; and because a text may be a megabyte of filter values.
/// </summary>
internal sealed record Fingerprint(UInt128 High, UInt128 Low)
{
    public static Fingerprint Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return new Fingerprint(MemoryMarshal.Read<UInt128>(hash), MemoryMarshal.Read<UInt128>(hash[16..]));
    }
}
