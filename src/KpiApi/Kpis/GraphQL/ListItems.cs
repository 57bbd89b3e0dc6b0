using KpiApi.Engine.Facts;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Records;
using KpiApi.GraphQL.Schema;
using NodaTime;

namespace KpiApi.Kpis.GraphQL;

/// <summary>One of the facts behind a number.</summary>
/// <param name="At">What places it in the period.</param>
/// <param name="Value">What it adds to a mean, in the metric's unit.</param>
/// <param name="Counted">Ratios: whether it is in the numerator.</param>
/// <param name="Keys">What it has of each dimension of the metric.</param>
[GraphQLName("Record")]
internal sealed record RecordItem(
    [property: ID] string? Ticket, [property: ID] string? Survey, [property: ID] string? Account, string At, decimal? Value, bool? Counted, IReadOnlyList<KpiKey> Keys)
{
    public static RecordItem Of(Record record, Dimension[] dimensions, DateTimeZone zone) => new(
        record.Owner.Kind == OwnerKind.Ticket ? record.Owner.Id : null, record.Survey, record.Owner.Kind == OwnerKind.Account ? record.Owner.Id : null,
        InstantText.InZone(record.AtMs, zone), record.Value, record.Passed, [.. dimensions.Select((d, i) => new KpiKey(d, record.Names[i]))]);
}

/// <summary>A ticket of a list, as the numbers see it.</summary>
/// <param name="Status">Null when it is resolved.</param>
/// <param name="AccountValue">Money a year.</param>
[GraphQLName("Ticket")]
internal sealed record TicketRow(
    [property: ID] string Id, string CreatedAt, TicketStateName State, string? Status, string? Agent, string? Team, string? Channel, string? Reason, string? Priority,
    string? Account, string? FirstResponseAt, string? LastResponseAt, decimal? HandleSeconds, decimal? AccountValue)
{
    public static TicketRow Of(ListedTicket t) => new(
        t.Id, InstantText.Utc(t.CreatedAtMs), t.Status is null ? TicketStateName.Resolved : TicketStateName.Open, t.Status, t.Agent, t.Team, t.Channel, t.Reason,
        t.Priority, t.Account, TicketItem.At(t.FirstResponseAtMs), TicketItem.At(t.LastResponseAtMs), TicketItem.Seconds(t.HandleMs),
        t.AccountValueUnits / (decimal)Money.UnitsPerWhole);
}
