using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using KpiApi.Engine.Columns.Snapshots;

namespace KpiApi.Engine.Columns.Encodings;

/// <summary>Immutable dictionary codes, stored in as few bytes as the largest needs; none at all when every row has the same.</summary>
internal sealed partial class CodeColumn
{
    private readonly Array _data;
    private readonly int _only;

    private CodeColumn(Array data, int length, int only) => (_data, Length, _only) = (data, length, only);

    public int Length { get; }

    public int SizeBytes => Buffer.ByteLength(_data) + sizeof(ushort) * (_rowsByCode?.Length ?? 0);

    public static CodeColumn Encode(ReadOnlySpan<int> codes)
    {
        var max = 0;
        var same = true;
        foreach (var code in codes)
        {
            max = Math.Max(max, code);
            same = same && code == codes[0];
        }
        if (same)
            return new CodeColumn(Array.Empty<byte>(), codes.Length, max);
        return max switch
        {
            <= byte.MaxValue => new CodeColumn(Pack<byte>(codes), codes.Length, 0),
            <= ushort.MaxValue => new CodeColumn(Pack<ushort>(codes), codes.Length, 0),
            _ => new CodeColumn(codes.ToArray(), codes.Length, 0),
        };
    }

    /// <summary>Writes every code to the front of <paramref name="destination"/>.</summary>
    public void Decode(Span<int> destination)
    {
        destination = destination[..Length];
        switch (_data)
        {
            case byte[] { Length: > 0 } data: Unpack(data, destination); break;
            case ushort[] data: Unpack(data, destination); break;
            case int[] data: data.CopyTo(destination); break;
            default: destination.Fill(_only); break;
        }
    }

    /// <summary>Writes the codes of some rows to their places in <paramref name="destination"/>.</summary>
    /// <param name="rows">Places in the destination.</param>
    /// <param name="sources">For each of these places the row to take; empty when it is the same.</param>
    public void Decode(ReadOnlySpan<int> rows, ReadOnlySpan<int> sources, Span<int> destination)
    {
        switch (_data)
        {
            case byte[] { Length: > 0 } data: Unpack(data, rows, sources, destination); break;
            case ushort[] data: Unpack(data, rows, sources, destination); break;
            case int[] data: Unpack(data, rows, sources, destination); break;
            default:
                foreach (var row in rows)
                    destination[row] = _only;
                break;
        }
    }

    /// <summary>Writes the codes of rows side by side.</summary>
    /// <param name="rows">In any order; may be <paramref name="codes"/> themselves.</param>
    public void Gather(ReadOnlySpan<int> rows, Span<int> codes)
    {
        switch (_data)
        {
            case byte[] { Length: > 0 } data: Gather(data, rows, codes); break;
            case ushort[] data: Gather(data, rows, codes); break;
            case int[] data: Gather(data, rows, codes); break;
            default: codes[..rows.Length].Fill(_only); break;
        }
    }

    /// <summary>Where the rows begin whose code is at least this; of a column whose codes ascend.</summary>
    public int LowerBound(int code) => _data switch
    {
        byte[] { Length: > 0 } data => LowerBound(data, code),
        ushort[] data => LowerBound(data, code),
        int[] data => LowerBound(data, code),
        _ => _only < code ? Length : 0,
    };

    /// <summary>1 for a code that passes, else 0: to be added without a branch that nobody can foresee.</summary>
    /// <param name="passes">By code; codes beyond do not pass.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Passing(bool[] passes, int code) => (uint)code < (uint)passes.Length ? Unsafe.As<bool, byte>(ref passes[code]) : 0;

    private static void Gather<T>(T[] packed, ReadOnlySpan<int> rows, Span<int> codes)
        where T : unmanaged, IBinaryInteger<T>
    {
        codes = codes[..rows.Length];
        for (var i = 0; i < rows.Length; i++)
            codes[i] = int.CreateTruncating(packed[rows[i]]);
    }

    private static int LowerBound<T>(T[] packed, int code)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (from, to) = (0, packed.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (int.CreateTruncating(packed[middle]) < code)
                from = middle + 1;
            else
                to = middle;
        }
        return from;
    }

    public void Write(BlockWriter to)
    {
        to.Write(Length);
        to.Write(_only);
        to.Write(_data.Length == 0 ? 0 : Buffer.ByteLength(_data) / _data.Length);
        to.WriteElements(_data);
    }

    public static CodeColumn Read(ref BlockReader from)
    {
        var (length, only) = (from.Read<int>(), from.Read<int>());
        Array data = from.Read<int>() switch
        {
            0 => Array.Empty<byte>(),
            sizeof(byte) => from.ReadElements<byte>(length),
            sizeof(ushort) => from.ReadElements<ushort>(length),
            _ => from.ReadElements<int>(length),
        };
        return new CodeColumn(data, length, only);
    }

    private static T[] Pack<T>(ReadOnlySpan<int> codes)
        where T : unmanaged, IBinaryInteger<T>
    {
        var packed = new T[codes.Length];
        Pack(codes, packed.AsSpan());
        return packed;
    }

    private static void Pack<T>(ReadOnlySpan<int> codes, Span<T> packed)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < codes.Length; i++)
            packed[i] = T.CreateTruncating(codes[i]);
    }

    private static void Unpack(ReadOnlySpan<byte> packed, Span<int> destination)
    {
        var i = 0;
        for (; i <= destination.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(packed[i..]));
            Unpack(low, destination[i..]);
            Unpack(high, destination[(i + Vector128<ushort>.Count)..]);
        }
        for (; i < destination.Length; i++)
            destination[i] = packed[i];
    }

    private static void Unpack(ReadOnlySpan<ushort> packed, Span<int> destination)
    {
        var i = 0;
        for (; i <= destination.Length - Vector128<ushort>.Count; i += Vector128<ushort>.Count)
            Unpack(Vector128.Create(packed[i..]), destination[i..]);
        for (; i < destination.Length; i++)
            destination[i] = packed[i];
    }

    private static void Unpack(Vector128<ushort> packed, Span<int> destination)
    {
        var (low, high) = Vector128.Widen(packed);
        low.AsInt32().CopyTo(destination);
        high.AsInt32().CopyTo(destination[Vector128<int>.Count..]);
    }

    private static void Unpack<T>(T[] packed, ReadOnlySpan<int> rows, ReadOnlySpan<int> sources, Span<int> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        foreach (var row in rows)
            destination[row] = int.CreateTruncating(packed[sources.IsEmpty ? row : sources[row]]);
    }
}
