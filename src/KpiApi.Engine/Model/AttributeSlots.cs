namespace KpiApi.Engine.Model;

/// <summary>
/// Which declared attribute stands in which of the columns for attributes. Columns written by other slots mean something else, so a change is a
/// reason to write all of them again.
/// </summary>
public sealed record AttributeSlots
{
    /// <summary>Of accounts, and of tickets.</summary>
    public const int Max = 16;

    public static readonly AttributeSlots None = new([], []);

    /// <param name="account">Ids of the attributes of accounts; at most <see cref="Max"/>.</param>
    /// <param name="ticket">Ids of those of tickets; at most <see cref="Max"/>.</param>
    public AttributeSlots(IReadOnlyList<string> account, IReadOnlyList<string> ticket)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(account.Count, Max);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ticket.Count, Max);
        (Account, Ticket) = (account, ticket);
    }

    public IReadOnlyList<string> Account { get; }

    public IReadOnlyList<string> Ticket { get; }

    public bool AreSameAs(AttributeSlots other) => Account.SequenceEqual(other.Account) && Ticket.SequenceEqual(other.Ticket);
}
