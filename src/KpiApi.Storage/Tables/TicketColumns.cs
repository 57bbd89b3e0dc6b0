using System.Collections.Immutable;
using KpiApi.Engine.Model;

namespace KpiApi.Storage.Tables;

/// <summary>The table tickets, a column a line.</summary>
internal static class TicketColumns
{
    private static readonly TableColumns<Ticket> s_columns = new();

    public static readonly Column<Ticket> Id = s_columns.Text(nameof(Ticket.Id), row => row.Id, (row, value) => row.Id = value!);
    public static readonly Column<Ticket> CreatedAtMs = s_columns.Integer(nameof(Ticket.CreatedAtMs), row => row.CreatedAtMs, (row, value) => row.CreatedAtMs = value!.Value);
    public static readonly Column<Ticket> Channel = s_columns.Word(nameof(Ticket.Channel), row => row.Channel, (row, value) => row.Channel = value);
    public static readonly Column<Ticket> Reason = s_columns.Word(nameof(Ticket.Reason), row => row.Reason, (row, value) => row.Reason = value);
    public static readonly Column<Ticket> Priority = s_columns.Word(nameof(Ticket.Priority), row => row.Priority, (row, value) => row.Priority = value);
    public static readonly Column<Ticket> Team = s_columns.Word(nameof(Ticket.Team), row => row.Team, (row, value) => row.Team = value);
    public static readonly Column<Ticket> Agent = s_columns.Word(nameof(Ticket.Agent), row => row.Agent, (row, value) => row.Agent = value);
    public static readonly Column<Ticket> Account = s_columns.Word(nameof(Ticket.Account), row => row.Account, (row, value) => row.Account = value);
    public static readonly Column<Ticket> CreatedBy = s_columns.Integer(nameof(Ticket.CreatedBy), row => (long)row.CreatedBy, (row, value) => row.CreatedBy = (CreatedBy)value!.Value);
    public static readonly Column<Ticket> Status = s_columns.Integer(nameof(Ticket.Status), row => (long?)row.Status, (row, value) => row.Status = (TicketStatus?)value);
    public static readonly Column<Ticket> FirstResponseAtMs = s_columns.Integer(nameof(Ticket.FirstResponseAtMs), row => row.FirstResponseAtMs, (row, value) => row.FirstResponseAtMs = value);
    public static readonly Column<Ticket> FirstResolvedAtMs = s_columns.Integer(nameof(Ticket.FirstResolvedAtMs), row => row.FirstResolvedAtMs, (row, value) => row.FirstResolvedAtMs = value);
    public static readonly Column<Ticket> ResolvedAtMs = s_columns.Integer(nameof(Ticket.ResolvedAtMs), row => row.ResolvedAtMs, (row, value) => row.ResolvedAtMs = value);
    public static readonly Column<Ticket> ClosedAtMs = s_columns.Integer(nameof(Ticket.ClosedAtMs), row => row.ClosedAtMs, (row, value) => row.ClosedAtMs = value);
    public static readonly Column<Ticket> Reopens = s_columns.Integer(nameof(Ticket.Reopens), row => row.Reopens, (row, value) => row.Reopens = (int?)value);
    public static readonly Column<Ticket> Replies = s_columns.Integer(nameof(Ticket.Replies), row => row.Replies, (row, value) => row.Replies = (int?)value);
    public static readonly Column<Ticket> HandleMs = s_columns.Integer(nameof(Ticket.HandleMs), row => row.HandleMs, (row, value) => row.HandleMs = value);
    public static readonly Column<Ticket> UpdatedAtMs = s_columns.Integer(nameof(Ticket.UpdatedAtMs), row => row.UpdatedAtMs, (row, value) => row.UpdatedAtMs = value);
    public static readonly Column<Ticket> Attributes = s_columns.Word(nameof(Ticket.Attributes), row => row.Attributes, (row, value) => row.Attributes = value);
    public static readonly Column<Ticket> Tags = s_columns.Word(nameof(Ticket.Tags), row => row.Tags, (row, value) => row.Tags = value);

    public static ImmutableArray<Column<Ticket>> All { get; } = s_columns.InOrder;
}
