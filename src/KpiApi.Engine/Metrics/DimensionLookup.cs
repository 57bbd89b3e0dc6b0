using KpiApi.Engine.Columns;

namespace KpiApi.Engine.Metrics;

/// <summary>What the declared attributes of a snapshot add to dimensions.</summary>
public static class DimensionLookup
{
    /// <summary>What turns the codes of the dimension's column into its own; null where they are.</summary>
    internal static AccountLookup? Lookup(this Dimension dimension, FactSnapshot snapshot) =>
        dimension.Kind == DimensionKind.AccountAttribute ? snapshot.AccountLookup(snapshot.Attributes.Account.Index(dimension.Attribute)) : null;

    /// <summary>The fixed ones, and the declared attributes.</summary>
    public static IEnumerable<Dimension> Dimensions(this FactSnapshot snapshot) =>
        [.. Dimension.Fixed, .. snapshot.Attributes.Account.Select(Dimension.OfAccount), .. snapshot.Attributes.Ticket.Select(Dimension.OfTicket)];

    /// <summary>False for an attribute that is not declared, or whose values are not there yet.</summary>
    public static bool Has(this FactSnapshot snapshot, Dimension dimension) => dimension.Kind switch
    {
        DimensionKind.AccountAttribute => snapshot.Attributes.Account.Contains(dimension.Attribute),
        DimensionKind.TicketAttribute => snapshot.Attributes.Ticket.Contains(dimension.Attribute),
        _ => true,
    };
}
