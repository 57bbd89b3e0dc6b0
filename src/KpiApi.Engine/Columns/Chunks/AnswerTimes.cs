using System.Runtime.InteropServices;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Columns.Chunks;

/// <summary>When the tickets of the open chunk were answered, for the dimension idle.</summary>
internal sealed class AnswerTimes
{
    private const int Yes = 2;

    /// <summary>Fewer than one in so many.</summary>
    private const int FewOf = 16;

    private readonly ChunkReader _reader;

    /// <summary>Where in <see cref="_times"/> the answers of each ticket begin; null where those of <see cref="_owner"/> alone are there.</summary>
    private readonly int[]? _starts;
    private readonly List<long> _times = [];
    private int _owner = -1;

    /// <param name="tickets">Of how many it will be asked: of few their answers are looked up one by one, and none of the others is read.</param>
    public AnswerTimes(ChunkReader reader, int tickets)
    {
        _reader = reader;
        if (tickets >= reader.Chunk.OwnerCount / FewOf)
            _starts = ReadAll();
    }

    /// <summary>The last answer before an instant, or null. A first response that only the ticket states is one too.</summary>
    public long? LastBefore(int owner, long atMs)
    {
        var first = _reader.Longs(FactSchema.Ticket.FirstResponseAt, FactTable.Tickets, [owner])[owner];
        var last = first != LongColumn.Null && first < atMs ? first : (long?)null;
        var times = Of(owner);
        for (var i = times.Length - 1; i >= 0; i--)
        {
            if (times[i] < atMs)
                return Math.Max(times[i], last ?? long.MinValue);
        }
        return last;
    }

    private ReadOnlySpan<long> Of(int owner)
    {
        if (_starts is not null)
            return CollectionsMarshal.AsSpan(_times)[_starts[owner].._starts[owner + 1]];
        if (_owner != owner)
            ReadOne(owner);
        return CollectionsMarshal.AsSpan(_times);
    }

    private void ReadOne(int owner)
    {
        _owner = owner;
        _times.Clear();
        var owners = _reader.Chunk.Owners(FactTable.Activities);
        var end = owners.LowerBound(owner + 1);
        for (var row = owners.LowerBound(owner); row < end; row++)
        {
            if (_reader.Codes(FactSchema.Activity.IsAnswer, FactTable.Activities, [row])[row] == Yes)
                _times.Add(_reader.Longs(FactSchema.Activity.At, FactTable.Activities, [row])[row]);
        }
    }

    private int[] ReadAll()
    {
        var instants = _reader.Longs(FactSchema.Activity.At, FactTable.Activities);
        var isAnswer = _reader.Codes(FactSchema.Activity.IsAnswer, FactTable.Activities);
        var owners = _reader.Owners(FactTable.Activities);
        var starts = new int[_reader.Chunk.OwnerCount + 1];
        var owner = 0;
        for (var row = 0; row < owners.Length; row++)
        {
            if (isAnswer[row] != Yes)
                continue;
            while (owner < owners[row])
                starts[++owner] = _times.Count;
            _times.Add(instants[row]);
        }
        while (owner < starts.Length - 1)
            starts[++owner] = _times.Count;
        return starts;
    }
}
