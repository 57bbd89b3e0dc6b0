using System.Text;

namespace KpiApi.Engine.Columns;

/// <summary>Immutable ids as UTF-8, one after the other: about the bytes of their letters and four more each.</summary>
internal sealed class IdColumn
{
    private readonly byte[] _text;
    private readonly int[] _ends;

    private IdColumn(byte[] text, int[] ends) => (_text, _ends) = (text, ends);

    public static IdColumn Empty { get; } = new([], []);

    public int Length => _ends.Length;

    public int SizeBytes => _text.Length + _ends.Length * sizeof(int);

    public string this[int row] => Encoding.UTF8.GetString(Utf8(row));

    public ReadOnlySpan<byte> Utf8(int row)
    {
        var start = row == 0 ? 0 : _ends[row - 1];
        return _text.AsSpan(start, _ends[row] - start);
    }

    public IdColumn Append(IReadOnlyList<string> ids)
    {
        if (ids.Count == 0)
            return this;
        var ends = new int[_ends.Length + ids.Count];
        _ends.CopyTo(ends, 0);
        var end = _text.Length;
        for (var i = 0; i < ids.Count; i++)
            ends[_ends.Length + i] = end += Encoding.UTF8.GetByteCount(ids[i]);

        var text = new byte[end];
        _text.CopyTo(text, 0);
        var start = _text.Length;
        foreach (var id in ids)
            start += Encoding.UTF8.GetBytes(id, text.AsSpan(start));
        return new IdColumn(text, ends);
    }
}
