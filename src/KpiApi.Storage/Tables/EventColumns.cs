using System.Collections.Immutable;
using KpiApi.Engine.Model;

namespace KpiApi.Storage.Tables;

/// <summary>The table events, a column a line.</summary>
internal static class EventColumns
{
    private static readonly TableColumns<TicketEvent> s_columns = new();

    public static readonly Column<TicketEvent> Id = s_columns.Text(nameof(TicketEvent.Id), row => row.Id, (row, value) => row.Id = value!);
    public static readonly Column<TicketEvent> Ticket = s_columns.Text(nameof(TicketEvent.Ticket), row => row.Ticket, (row, value) => row.Ticket = value!);
    public static readonly Column<TicketEvent> Type = s_columns.Word(nameof(TicketEvent.Type), row => row.Type, (row, value) => row.Type = value!);
    public static readonly Column<TicketEvent> AtMs = s_columns.Integer(nameof(TicketEvent.AtMs), row => row.AtMs, (row, value) => row.AtMs = value!.Value);
    public static readonly Column<TicketEvent> Actor = s_columns.Integer(nameof(TicketEvent.Actor), row => (long)row.Actor, (row, value) => row.Actor = (Actor)value!.Value);
    public static readonly Column<TicketEvent> Agent = s_columns.Word(nameof(TicketEvent.Agent), row => row.Agent, (row, value) => row.Agent = value);
    public static readonly Column<TicketEvent> Public = s_columns.Flag(nameof(TicketEvent.Public), row => row.Public, (row, value) => row.Public = value);
    public static readonly Column<TicketEvent> DurationMs = s_columns.Integer(nameof(TicketEvent.DurationMs), row => row.DurationMs, (row, value) => row.DurationMs = value);
    public static readonly Column<TicketEvent> From = s_columns.Word(nameof(TicketEvent.From), row => row.From, (row, value) => row.From = value);
    public static readonly Column<TicketEvent> To = s_columns.Word(nameof(TicketEvent.To), row => row.To, (row, value) => row.To = value);

    public static ImmutableArray<Column<TicketEvent>> All { get; } = s_columns.InOrder;
}
