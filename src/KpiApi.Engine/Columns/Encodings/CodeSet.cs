using System.Runtime.Intrinsics;

namespace KpiApi.Engine.Columns.Encodings;

/// <summary>Which codes pass a test, prepared for testing many rows at a time.</summary>
internal sealed class CodeSet
{
    /// <summary>So many are compared one by one.</summary>
    public const int Few = 4;

    private const int Bytes = byte.MaxValue + 1;

    public CodeSet(bool[] passes)
    {
        Passes = passes;
        var count = passes.AsSpan().Count(true);
        if (count <= Few)
            Compared = Codes(passes, true);
        else if (passes.Length - count <= Few)
            (Compared, AreOut) = (Codes(passes, false), true);
        (Low, High) = (OfNibbles(0), OfNibbles(8));
    }

    /// <summary>By code; codes beyond do not pass.</summary>
    public bool[] Passes { get; }

    /// <summary>The few codes that pass, or all but these do; null where neither is a few.</summary>
    public int[]? Compared { get; }

    /// <summary>The codes compared are those that do not pass.</summary>
    public bool AreOut { get; }

    /// <summary>Of codes below 128: bit n of element m says whether 16 × n + m passes.</summary>
    public Vector128<byte> Low { get; }

    /// <summary>Likewise of the next 128.</summary>
    public Vector128<byte> High { get; }

    private static int[] Codes(bool[] passes, bool which)
    {
        var codes = new List<int>(Few);
        for (var code = Array.IndexOf(passes, which); code >= 0; code = Array.IndexOf(passes, which, code + 1))
            codes.Add(code);
        return [.. codes];
    }

    private Vector128<byte> OfNibbles(int first)
    {
        Span<byte> bits = stackalloc byte[Vector128<byte>.Count];
        for (var code = 16 * first; code < Math.Min(16 * (first + 8), Math.Min(Passes.Length, Bytes)); code++)
            bits[code % 16] |= (byte)((Passes[code] ? 1 : 0) << (code / 16 - first));
        return Vector128.Create<byte>(bits);
    }
}
