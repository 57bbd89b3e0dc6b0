using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Alerts;

/// <summary>The filters of a list of tickets, asked of one ticket's facts: it passes where the list would show it.</summary>
public static class FactFilters
{
    /// <param name="snapshot">Knows what accounts have of their attributes.</param>
    public static bool Pass(IReadOnlyList<Filter> filters, TicketFacts ticket, FactSnapshot snapshot)
    {
        foreach (var filter in filters)
        {
            if (Values(ticket, filter.Dimension, snapshot).Any(filter.Values.Contains) == filter.Excluded)
                return false;
        }
        return true;
    }

    /// <summary>The values that a ticket has: of tags any number, of all else one.</summary>
    private static IReadOnlyList<string?> Values(TicketFacts ticket, Dimension dimension, FactSnapshot snapshot) =>
        dimension == Dimension.Tag && ticket.Tags is not null ? [.. TagText.Parse(ticket.Tags)] : [Value(ticket, dimension, snapshot)];

    private static string? Value(TicketFacts ticket, Dimension dimension, FactSnapshot snapshot) => dimension.Kind switch
    {
        DimensionKind.Tag => null,
        DimensionKind.Agent => ticket.Agent,
        DimensionKind.Team => ticket.Team,
        DimensionKind.Channel => ticket.Channel,
        DimensionKind.Reason => ticket.Reason,
        DimensionKind.Priority => ticket.Priority,
        DimensionKind.Account => ticket.Account,
        DimensionKind.TicketAttribute => ticket.Attributes?.GetValueOrDefault(dimension.Attribute!),
        DimensionKind.AccountAttribute => OfAccount(ticket.Account, dimension, snapshot),
        _ => throw new ArgumentException($"A ticket has no {dimension}.", nameof(dimension)),
    };

    private static string? OfAccount(string? account, Dimension dimension, FactSnapshot snapshot)
    {
        if (account is null || !snapshot.Has(dimension) || snapshot.Names[DictionaryId.Account].Find(account) is not { } code)
            return null;
        var values = dimension.Lookup(snapshot)!.Values;
        return code < values.Length ? snapshot.Names.Of(dimension).Name(values[code]) : null;
    }
}
