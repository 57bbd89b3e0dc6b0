using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KpiApi.Engine.Columns.Snapshots;

/// <summary>Numbers and arrays one after the other, as they lie in memory: little-endian on every machine that .NET runs on but one, which <see cref="SnapshotWriter.Layout"/> tells apart.</summary>
internal sealed class BlockWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    public void Write<T>(T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(_bytes.GetSpan(Unsafe.SizeOf<T>()), value);
        _bytes.Advance(Unsafe.SizeOf<T>());
    }

    /// <summary>The elements alone: the reader has to know how many.</summary>
    public void WriteElements(Array array)
    {
        if (array.Length > 0)
            _bytes.Write(MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), Buffer.ByteLength(array)));
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        _bytes.Write(bytes);
    }

    /// <summary>As UTF-16: whatever a string holds comes back.</summary>
    public void Write(string? text)
    {
        Write(text is null ? -1 : text.Length);
        _bytes.Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }
}
