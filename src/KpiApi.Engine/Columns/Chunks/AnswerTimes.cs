using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;

namespace KpiApi.Engine.Columns.Chunks;

/// <summary>When the tickets of a chunk were answered, for the dimension idle.</summary>
internal sealed class AnswerTimes
{
    private readonly int[] _starts;
    private readonly long[] _times;
    private readonly long[] _firstResponses;

    public AnswerTimes(ChunkReader reader)
    {
        const int yes = 2;
        var instants = reader.Longs(FactSchema.Activity.At, FactTable.Activities);
        var isAnswer = reader.Codes(FactSchema.Activity.IsAnswer, FactTable.Activities);
        var owners = reader.Owners(FactTable.Activities);
        _firstResponses = reader.Longs(FactSchema.Ticket.FirstResponseAt, FactTable.Tickets).ToArray();
        _starts = new int[_firstResponses.Length + 1];
        var times = new List<long>();
        var owner = 0;
        for (var row = 0; row < owners.Length; row++)
        {
            if (isAnswer[row] != yes)
                continue;
            while (owner < owners[row])
                _starts[++owner] = times.Count;
            times.Add(instants[row]);
        }
        while (owner < _firstResponses.Length)
            _starts[++owner] = times.Count;
        _times = [.. times];
    }

    /// <summary>The last answer of one ticket of the open chunk, or null: the same as <see cref="LastBefore"/> of all time, without reading the others.</summary>
    public static long? LastOf(ChunkReader reader, int owner)
    {
        const int yes = 2;
        var owners = reader.Chunk.Owners(FactTable.Activities);
        var (from, to) = (owners.LowerBound(owner), owners.LowerBound(owner + 1));
        var first = reader.Longs(FactSchema.Ticket.FirstResponseAt, FactTable.Tickets, [owner])[owner];
        var last = first == LongColumn.Null ? (long?)null : first;
        for (var row = to - 1; row >= from; row--)
        {
            if (reader.Codes(FactSchema.Activity.IsAnswer, FactTable.Activities, [row])[row] == yes)
                return Math.Max(reader.Longs(FactSchema.Activity.At, FactTable.Activities, [row])[row], last ?? long.MinValue);
        }
        return last;
    }

    /// <summary>The last answer before an instant, or null. A first response that only the ticket states is one too.</summary>
    public long? LastBefore(int owner, long atMs)
    {
        var last = _firstResponses[owner] < atMs ? _firstResponses[owner] : (long?)null;
        for (var i = _starts[owner + 1] - 1; i >= _starts[owner]; i--)
        {
            if (_times[i] < atMs)
                return Math.Max(_times[i], last ?? long.MinValue);
        }
        return last;
    }
}
