using System.Collections.Immutable;
using KpiApi.Engine.Model;

namespace KpiApi.Storage.Tables;

/// <summary>The table costs, a column a line.</summary>
internal static class CostColumns
{
    private static readonly TableColumns<Cost> s_columns = new();

    public static readonly Column<Cost> Id = s_columns.Text(nameof(Cost.Id), row => row.Id, (row, value) => row.Id = value!);
    public static readonly Column<Cost> FromMs = s_columns.Integer(nameof(Cost.FromMs), row => row.FromMs, (row, value) => row.FromMs = value!.Value);
    public static readonly Column<Cost> ToMs = s_columns.Integer(nameof(Cost.ToMs), row => row.ToMs, (row, value) => row.ToMs = value!.Value);
    public static readonly Column<Cost> AmountUnits = s_columns.Integer(nameof(Cost.AmountUnits), row => row.AmountUnits, (row, value) => row.AmountUnits = value!.Value);
    public static readonly Column<Cost> Channel = s_columns.Word(nameof(Cost.Channel), row => row.Channel, (row, value) => row.Channel = value);
    public static readonly Column<Cost> Team = s_columns.Word(nameof(Cost.Team), row => row.Team, (row, value) => row.Team = value);

    public static ImmutableArray<Column<Cost>> All { get; } = s_columns.InOrder;
}
