using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace KpiApi.Engine.Columns.Snapshots;

/// <summary>
/// One block of a snapshot's stream behind a head of its own: which it is, how long, its hash, and the hash of the head, so that a
/// damaged length asks for no memory. SHA-256, because the processor computes it as fast as a disk reads.
/// </summary>
/// <param name="Ordinal">From 0.</param>
/// <param name="Buffer">Rented; longer than the block.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Hash">As the header states it: still to be compared.</param>
internal readonly record struct Frame(int Ordinal, byte[] Buffer, int Length, byte[] Hash) : IDisposable
{
    private const int HashedHead = 2 * sizeof(int) + SHA256.HashSizeInBytes;
    private const int HeadLength = HashedHead + SHA256.HashSizeInBytes;

    public static void Write(Stream to, int ordinal, ReadOnlySpan<byte> block)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        MemoryMarshal.Write(head, ordinal);
        MemoryMarshal.Write(head[sizeof(int)..], block.Length);
        SHA256.HashData(block, head[(2 * sizeof(int))..]);
        SHA256.HashData(head[..HashedHead], head[HashedHead..]);
        to.Write(head);
        to.Write(block);
    }

    /// <exception cref="InvalidDataException">It is not there, not whole, or another one.</exception>
    public static Frame Read(Stream from, int ordinal)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        ReadExactly(from, head);
        if (!SHA256.HashData(head[..HashedHead]).AsSpan().SequenceEqual(head[HashedHead..]) || MemoryMarshal.Read<int>(head) != ordinal)
            throw new InvalidDataException($"The head of block {ordinal} is damaged.");
        var length = MemoryMarshal.Read<int>(head[sizeof(int)..]);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        ReadExactly(from, buffer.AsSpan(0, length));
        return new Frame(ordinal, buffer, length, head[(2 * sizeof(int))..HashedHead].ToArray());
    }

    /// <summary>What was written, once its hash has been compared.</summary>
    public ReadOnlySpan<byte> Block()
    {
        var block = Buffer.AsSpan(0, Length);
        return SHA256.HashData(block).AsSpan().SequenceEqual(Hash) ? block : throw new InvalidDataException($"Block {Ordinal} is damaged.");
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(Buffer);

    private static void ReadExactly(Stream from, Span<byte> bytes)
    {
        if (from.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InvalidDataException("The stream ends too early.");
    }
}
