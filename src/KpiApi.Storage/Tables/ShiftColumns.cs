using System.Collections.Immutable;
using KpiApi.Engine.Model;

namespace KpiApi.Storage.Tables;

/// <summary>The table shifts, a column a line.</summary>
internal static class ShiftColumns
{
    private static readonly TableColumns<Shift> s_columns = new();

    public static readonly Column<Shift> Id = s_columns.Text(nameof(Shift.Id), row => row.Id, (row, value) => row.Id = value!);
    public static readonly Column<Shift> Agent = s_columns.Word(nameof(Shift.Agent), row => row.Agent, (row, value) => row.Agent = value!);
    public static readonly Column<Shift> FromMs = s_columns.Integer(nameof(Shift.FromMs), row => row.FromMs, (row, value) => row.FromMs = value!.Value);
    public static readonly Column<Shift> ToMs = s_columns.Integer(nameof(Shift.ToMs), row => row.ToMs, (row, value) => row.ToMs = value!.Value);
    public static readonly Column<Shift> Kind = s_columns.Integer(nameof(Shift.Kind), row => (long)row.Kind, (row, value) => row.Kind = (ShiftKind)value!.Value);

    public static ImmutableArray<Column<Shift>> All { get; } = s_columns.InOrder;
}
