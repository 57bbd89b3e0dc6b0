using System.Buffers;
using System.Text;
using KpiApi.Engine.Columns.Snapshots;

namespace KpiApi.Engine.Columns.Encodings;

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

    public ReadOnlySpan<byte> Utf8(int row) => Text(new Stretch(row, 1, IsFresh: false));

    public IdColumn Append(IdColumn fresh) => Splice(new RowEdit(this, fresh.Length), fresh);

    /// <summary>The column after a change of some rows: itself when nothing changes.</summary>
    public IdColumn Splice(RowEdit edit, IdColumn fresh)
    {
        if (edit.KeepsPlaces && IsInPlace(edit, fresh))
            return this;
        var length = 0;
        foreach (var stretch in edit.Stretches)
            length += (stretch.IsFresh ? fresh : this).Text(stretch).Length;
        var (text, ends) = (GC.AllocateUninitializedArray<byte>(length), GC.AllocateUninitializedArray<int>(edit.NewRows));
        var (textLength, row) = (0, 0);
        foreach (var stretch in edit.Stretches)
        {
            var source = stretch.IsFresh ? fresh : this;
            var bytes = source.Text(stretch);
            bytes.CopyTo(text.AsSpan(textLength));
            var shift = textLength - source.StartOf(stretch.Start);
            foreach (var end in source._ends.AsSpan(stretch.Start, stretch.Count))
                ends[row++] = end + shift;
            textLength += bytes.Length;
        }
        return new IdColumn(text, ends);
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

    private int StartOf(int row) => row == 0 ? 0 : _ends[row - 1];

    private ReadOnlySpan<byte> Text(Stretch rows)
    {
        var start = StartOf(rows.Start);
        return _text.AsSpan(start, StartOf(rows.Start + rows.Count) - start);
    }

    private bool IsInPlace(RowEdit edit, IdColumn fresh)
    {
        var row = 0;
        foreach (var stretch in edit.Removed)
        {
            for (var i = 0; i < stretch.Count; i++, row++)
            {
                if (!Utf8(stretch.Start + i).SequenceEqual(fresh.Utf8(row)))
                    return false;
            }
        }
        return true;
    }

    /// <summary>Makes one column of ids after the other.</summary>
    /// <param name="capacity">How many the first will have.</param>
    public sealed class Builder(int capacity = 0)
    {
        private const int UsualLength = 12;

        private readonly ArrayBufferWriter<byte> _text = new(UsualLength * capacity + 1);
        private readonly List<int> _ends = new(capacity);

        public int Count => _ends.Count;

        public void Add(string id)
        {
            Encoding.UTF8.GetBytes(id, _text);
            _ends.Add(_text.WrittenCount);
        }

        public void Add(ReadOnlySpan<byte> idUtf8)
        {
            _text.Write(idUtf8);
            _ends.Add(_text.WrittenCount);
        }

        public IdColumn Build() => _ends.Count == 0 ? Empty : new IdColumn(_text.WrittenSpan.ToArray(), [.. _ends]);

        public void Clear()
        {
            _text.ResetWrittenCount();
            _ends.Clear();
        }
    }
}
