using System.Buffers;

namespace KpiApi.GraphQL.Execution;

/// <summary>
/// The answer while it is written. A null that must take the place of what was already written is noted as a patch and
/// applied when the answer is copied out, so that writing never goes back.
/// </summary>
internal sealed class ResponseBuffer : IBufferWriter<byte>, IDisposable
{
    private readonly List<(int Start, int End)> patches = [];
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(4096);
    private int length;

    public int Length => length - patches.Sum(patch => patch.End - patch.Start - 4);

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 256));
        return bytes.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Puts null in the place of the value between the two; a value begins behind its comma.</summary>
    public void ReplaceByNull(int start, int end)
    {
        if (bytes[start] is (byte)',') start++;
        if (bytes.AsSpan(start, end - start).SequenceEqual("null"u8)) return;
        // Patches come in the order of the answer: those inside this one are the last.
        while (patches.Count > 0 && patches[^1].Start >= start) patches.RemoveAt(patches.Count - 1);
        patches.Add((start, end));
    }

    public void Clear()
    {
        length = 0;
        patches.Clear();
    }

    public void CopyTo(IBufferWriter<byte> output)
    {
        var from = 0;
        foreach (var (start, end) in patches)
        {
            output.Write(bytes.AsSpan(from, start - from));
            output.Write("null"u8);
            from = end;
        }

        output.Write(bytes.AsSpan(from, length - from));
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
    }

    private void Reserve(int count)
    {
        if (bytes.Length - length >= count) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, length + count));
        bytes.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
