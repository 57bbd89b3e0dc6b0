using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KpiApi.Engine.Columns.Snapshots;

/// <summary>Reads what a <see cref="BlockWriter"/> wrote, in the same order.</summary>
/// <exception cref="InvalidDataException">The block is shorter than what it is asked for.</exception>
internal ref struct BlockReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public T Read<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(Take(Unsafe.SizeOf<T>()));

    public T[] ReadElements<T>(int count)
        where T : unmanaged
    {
        var bytes = Take((long)count * Unsafe.SizeOf<T>());
        var elements = GC.AllocateUninitializedArray<T>(count);
        bytes.CopyTo(MemoryMarshal.AsBytes(elements.AsSpan()));
        return elements;
    }

    public byte[] ReadBytes() => ReadElements<byte>(Read<int>());

    public string? ReadText() => Read<int>() is >= 0 and var length ? new string(MemoryMarshal.Cast<byte, char>(Take(2L * length))) : null;

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > _rest.Length)
            throw new InvalidDataException("A block ends too early.");
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
