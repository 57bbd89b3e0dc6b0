using System.Collections.Immutable;
using KpiApi.Engine.Model;

namespace KpiApi.Storage.Tables;

/// <summary>The table surveys, a column a line.</summary>
internal static class SurveyColumns
{
    private static readonly TableColumns<Survey> s_columns = new();

    public static readonly Column<Survey> Id = s_columns.Text(nameof(Survey.Id), row => row.Id, (row, value) => row.Id = value!);
    public static readonly Column<Survey> Kind = s_columns.Integer(nameof(Survey.Kind), row => (long)row.Kind, (row, value) => row.Kind = (SurveyKind)value!.Value);
    public static readonly Column<Survey> Ticket = s_columns.Text(nameof(Survey.Ticket), row => row.Ticket, (row, value) => row.Ticket = value);
    public static readonly Column<Survey> SentAtMs = s_columns.Integer(nameof(Survey.SentAtMs), row => row.SentAtMs, (row, value) => row.SentAtMs = value);
    public static readonly Column<Survey> RespondedAtMs = s_columns.Integer(nameof(Survey.RespondedAtMs), row => row.RespondedAtMs, (row, value) => row.RespondedAtMs = value);
    public static readonly Column<Survey> Score = s_columns.Real(nameof(Survey.Score), row => row.Score, (row, value) => row.Score = value);
    public static readonly Column<Survey> ScaleMin = s_columns.Real(nameof(Survey.ScaleMin), row => row.ScaleMin, (row, value) => row.ScaleMin = value!.Value);
    public static readonly Column<Survey> ScaleMax = s_columns.Real(nameof(Survey.ScaleMax), row => row.ScaleMax, (row, value) => row.ScaleMax = value!.Value);
    public static readonly Column<Survey> LowerIsBetter = s_columns.Flag(nameof(Survey.LowerIsBetter), row => row.LowerIsBetter, (row, value) => row.LowerIsBetter = value);
    public static readonly Column<Survey> Agent = s_columns.Word(nameof(Survey.Agent), row => row.Agent, (row, value) => row.Agent = value);
    public static readonly Column<Survey> Channel = s_columns.Word(nameof(Survey.Channel), row => row.Channel, (row, value) => row.Channel = value);
    public static readonly Column<Survey> Reason = s_columns.Word(nameof(Survey.Reason), row => row.Reason, (row, value) => row.Reason = value);
    public static readonly Column<Survey> Team = s_columns.Word(nameof(Survey.Team), row => row.Team, (row, value) => row.Team = value);
    public static readonly Column<Survey> Account = s_columns.Word(nameof(Survey.Account), row => row.Account, (row, value) => row.Account = value);
    public static readonly Column<Survey> Comment = s_columns.Text(nameof(Survey.Comment), row => row.Comment, (row, value) => row.Comment = value);

    public static ImmutableArray<Column<Survey>> All { get; } = s_columns.InOrder;
}
