using System.Buffers;
using System.Text;
using KpiApi.Engine.Columns.Snapshots;

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
        var builder = new Builder();
        builder.Add(this, 0, Length);
        foreach (var id in ids)
            builder.Add(id);
        return builder.Build();
    }

    public void Write(BlockWriter to)
    {
        to.Write(_ends.Length);
        to.WriteElements(_ends);
        to.Write(_text);
    }

    public static IdColumn Read(ref BlockReader from)
    {
        var ends = from.ReadElements<int>(from.Read<int>());
        return new IdColumn(from.ReadBytes(), ends);
    }

    /// <summary>Puts a column together from ids and from stretches of others.</summary>
    public sealed class Builder
    {
        private readonly ArrayBufferWriter<byte> _text = new();
        private readonly List<int> _ends = [];

        public void Add(string id)
        {
            Encoding.UTF8.GetBytes(id, _text);
            _ends.Add(_text.WrittenCount);
        }

        public void Add(IdColumn column, int start, int count)
        {
            if (count == 0)
                return;
            var from = start == 0 ? 0 : column._ends[start - 1];
            var shift = _text.WrittenCount - from;
            _text.Write(column._text.AsSpan(from, column._ends[start + count - 1] - from));
            for (var row = start; row < start + count; row++)
                _ends.Add(column._ends[row] + shift);
        }

        public IdColumn Build() => _ends.Count == 0 ? Empty : new IdColumn(_text.WrittenSpan.ToArray(), [.. _ends]);
    }
}
