using System.Collections.Immutable;

namespace KpiApi.Storage.Tables;

/// <summary>
/// One table of upserted rows: the only list of its columns, from which every dialect makes its statements.
/// The first column is the id, and the statements add the version after the last.
/// </summary>
internal sealed record StoreTable<T>(string Name, RecordKind Kind, Func<T, string> Id, ImmutableArray<Column<T>> Columns)
{
    private Func<T, string?>? _ticketOf;
    private Func<T, long?>? _newest;

    /// <summary>A row that is older than the stored one by this column changes nothing; where either says nothing, the last to arrive wins.</summary>
    public string? NewestBy { get; init; }

    /// <summary>Whether a row changes nothing because the stored one is newer.</summary>
    public bool IsOlder(T row, T stored)
    {
        if (NewestBy is null) return false;
        _newest ??= Columns.First(column => column.Name == NewestBy).Integer!;
        return _newest(row) < _newest(stored);
    }

    /// <summary>The column that names the ticket a row belongs to.</summary>
    public string? Owner { get; init; }

    /// <summary>The column that names the account a row belongs to.</summary>
    public string? Account { get; init; }

    /// <summary>The ticket a row belongs to, as that column says; null for rows that belong to none.</summary>
    public Func<T, string?>? TicketOf => Owner is null ? null : _ticketOf ??= Columns.First(column => column.Name == Owner).Text;

    /// <summary>Rows that one ticket may have; null = any number.</summary>
    public int? MaxOfTicket { get; init; }

    /// <summary>About what a row takes in memory: its texts, and something for the rest.</summary>
    public long BytesOf(T row)
    {
        var bytes = 200L;
        foreach (var column in Columns)
            if (column.Text is { } text) bytes += sizeof(char) * (long)(text(row)?.Length ?? 0);
        return bytes;
    }

    /// <summary>Makes a row whose columns are still to be set.</summary>
    public required Func<T> Create { get; init; }

    /// <summary>Makes a row of an answer whose columns are those of <see cref="Columns"/>, in their order.</summary>
    public T Read(StoreRow answer)
    {
        var row = Create();
        for (var ordinal = 0; ordinal < Columns.Length; ordinal++) Columns[ordinal].Read(row, answer, ordinal);
        return row;
    }

    /// <summary>Tells which facts have to be derived again.</summary>
    public required Action<TouchedOwners, Change<T>> Touch { get; init; }
}

internal enum Outcome : byte { Created, Updated, Unchanged, Deleted }

/// <param name="Row">Null when deleted.</param>
/// <param name="Outcome">What the store did.</param>
/// <param name="PreviousOwner">The ticket it belonged to before, when it was there before.</param>
internal readonly record struct Change<T>(string Id, T? Row, Outcome Outcome, string? PreviousOwner)
{
    /// <summary>The account that a deleted row belonged to.</summary>
    public string? PreviousAccount { get; init; }
}
