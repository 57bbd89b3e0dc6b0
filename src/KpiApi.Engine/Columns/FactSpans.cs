using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Columns.Schema.Tables;

namespace KpiApi.Engine.Columns;

/// <summary>
/// When the first and the last facts are, for periods of all time. Tickets with all that belongs to them have one span, so that their numbers
/// can stand side by side; accounts, shifts and costs have their own: a customer since 1990 is no reason for forty years without a ticket.
/// </summary>
internal sealed class FactSpans
{
    private readonly FactChunk[] _chunks;
    private readonly Lazy<(long First, long Last)> _tickets;
    private readonly Lazy<(long First, long Last)> _accounts;
    private readonly Lazy<(long First, long Last)> _shifts;
    private readonly Lazy<(long First, long Last)> _costs;

    public FactSpans(FactChunk[] chunks)
    {
        _chunks = chunks;
        _tickets = new(() => Over(FactSchema.Instants, FactSchema.Instants));
        _accounts = new(Accounts);
        _shifts = new(() => Lasting(FactSchema.Shift.From, FactSchema.Shift.To));
        _costs = new(() => Lasting(FactSchema.Cost.From, FactSchema.Cost.To));
    }

    /// <summary>Of all the tables together.</summary>
    public (long? FirstMs, long? LastMs) Of(IEnumerable<FactTable> tables)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var span in tables.Select(Of).Distinct())
            (first, last) = (Math.Min(first, span.Value.First), Math.Max(last, span.Value.Last));
        return (first == long.MaxValue ? null : first, last == long.MinValue ? null : last);
    }

    private Lazy<(long First, long Last)> Of(FactTable table) => table switch
    {
        FactTable.Accounts => _accounts,
        FactTable.Shifts => _shifts,
        FactTable.Costs => _costs,
        _ => _tickets,
    };

    /// <summary>What is booked for later, too, is part of all.</summary>
    private (long First, long Last) Lasting(LongField from, LongField to)
    {
        var (first, end) = Over([from], [to]);
        return (first, end == long.MinValue ? end : end - 1);
    }

    /// <summary>
    /// Without an end of its own, so up to today: that a contract will end has not happened. An account without a beginning was always there
    /// and begins nothing.
    /// </summary>
    private (long First, long Last) Accounts()
    {
        var (first, _) = Over([FactSchema.Account.Until], []);
        using var reader = new ChunkReader();
        for (var index = 0; index < _chunks.Length; index++)
        {
            if (_chunks[index].RowCount(FactTable.Accounts) == 0)
                continue;
            reader.Open(_chunks[index], index);
            foreach (var since in reader.Longs(FactSchema.Account.Since, FactTable.Accounts))
            {
                if (since != AccountFields.Always)
                    first = Math.Min(first, since);
            }
        }
        return (first, long.MinValue);
    }

    /// <summary>Columns know their smallest and largest value without being read.</summary>
    private (long First, long Last) Over(IReadOnlyList<LongField> beginnings, IReadOnlyList<LongField> ends)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var chunk in _chunks)
        {
            foreach (var field in beginnings)
                first = Math.Min(first, chunk.Long(field).Min);
            foreach (var field in ends)
                last = Math.Max(last, chunk.Long(field).Max);
        }
        return first > last && ends.Count > 0 ? (long.MaxValue, long.MinValue) : (first, last);
    }
}
