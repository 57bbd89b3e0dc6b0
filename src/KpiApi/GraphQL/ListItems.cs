using System.ComponentModel;
using GraphQL;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.DrillDown;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Model;
using KpiApi.Http;
using KpiApi.Kpis.Responses;
using NodaTime;

namespace KpiApi.GraphQL;

[Name("Record"), Description("One of the facts behind a number.")]
internal sealed record RecordItem(
    [property: Id] string? Ticket,
    [property: Id] string? Survey,
    [property: Id] string? Account,
    [property: DateTime, Description("What places it in the period.")] string At,
    [property: Description("What it adds to a mean, in the metric's unit.")] decimal? Value,
    [property: Description("Ratios: whether it is in the numerator.")] bool? Counted,
    [property: Description("Surveys: as answered.")] double? Score,
    [property: Description("Surveys: the least that could be answered.")] double? ScaleMin,
    [property: Description("Surveys: the most that could be answered.")] double? ScaleMax,
    [property: Description("Surveys: what the customer wrote.")] string? Comment,
    [property: Description("What it has of each dimension of the metric, tags aside.")] IReadOnlyList<KpiKey> Keys,
    [property: Description("Of the ticket; null where the metric has no tags.")] IReadOnlyList<string>? Tags)
{
    /// <param name="survey">Null where it is none.</param>
    internal static RecordItem Of(Record record, Dimension[] dimensions, DateTimeZone zone, Survey? survey) => new(
        record.Owner.Kind == OwnerKind.Ticket ? record.Owner.Id : null, record.Survey, record.Owner.Kind == OwnerKind.Account ? record.Owner.Id : null,
        InstantText.InZone(record.AtMs, zone), record.Value, record.Passed,
        survey?.Score, survey?.ScaleMin, survey?.ScaleMax, survey?.Comment, [.. dimensions.Select((d, i) => KpiKey.Of(d, record.Names[i]))], record.Tags);
}

[Name("Ticket"), Description("A ticket of a list, as the numbers see it.")]
internal sealed record TicketRow(
    [property: Id] string Id,
    [property: DateTime] string CreatedAt,
    TicketState State,
    [property: Description("new, open, pending, on_hold, solved or closed.")] string? Status,
    string? Agent, string? Team, string? Channel, string? Reason, string? Priority, string? Account,
    [property: DateTime] string? FirstResponseAt,
    [property: DateTime] string? LastResponseAt,
    decimal? HandleSeconds,
    [property: Description("Money a year.")] decimal? AccountValue,
    [property: DateTime, Description("When the first promise of the SLA policy is due that is neither kept nor given up, in the past where it is late; null where there is none.")] string? DueAt,
    [property: Description("Which promise that is.")] SlaTarget? DueTarget,
    IReadOnlyList<string> Tags)
{
    internal static TicketRow Of(ListedTicket t) => new(
        t.Id, InstantText.Utc(t.CreatedAtMs), t.IsOpen ? TicketState.Open : TicketState.Resolved, t.Status, t.Agent, t.Team, t.Channel, t.Reason,
        t.Priority, t.Account, TicketItem.At(t.FirstResponseAtMs), TicketItem.At(t.LastResponseAtMs), TicketItem.Seconds(t.HandleMs),
        t.AccountValueUnits / (decimal)Money.UnitsPerWhole, TicketItem.At(t.DueAtMs), t.DueTarget, t.Tags);
}
