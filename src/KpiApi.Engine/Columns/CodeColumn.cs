using System.Numerics;
using System.Runtime.CompilerServices;
using KpiApi.Engine.Columns.Snapshots;

namespace KpiApi.Engine.Columns;

/// <summary>Immutable dictionary codes, stored in as few bytes as the largest needs; none at all when every row has the same.</summary>
internal sealed class CodeColumn
{
    private readonly Array _data;
    private readonly int _only;

    private CodeColumn(Array data, int length, int only) => (_data, Length, _only) = (data, length, only);

    public int Length { get; }

    public int SizeBytes => Buffer.ByteLength(_data);

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
        for (var i = 0; i < codes.Length; i++)
            packed[i] = T.CreateTruncating(codes[i]);
        return packed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Unpack<T>(T[] packed, Span<int> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = int.CreateTruncating(packed[i]);
    }
}
