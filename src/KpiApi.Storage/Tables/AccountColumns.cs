using System.Collections.Immutable;
using KpiApi.Engine.Model;

namespace KpiApi.Storage.Tables;

/// <summary>The table accounts, a column a line.</summary>
internal static class AccountColumns
{
    private static readonly TableColumns<Account> s_columns = new();

    public static readonly Column<Account> Id = s_columns.Text(nameof(Account.Id), row => row.Id, (row, value) => row.Id = value!);
    public static readonly Column<Account> Name = s_columns.Text(nameof(Account.Name), row => row.Name, (row, value) => row.Name = value);
    public static readonly Column<Account> ValueUnits = s_columns.Integer(nameof(Account.ValueUnits), row => row.ValueUnits, (row, value) => row.ValueUnits = value);
    public static readonly Column<Account> SinceMs = s_columns.Integer(nameof(Account.SinceMs), row => row.SinceMs, (row, value) => row.SinceMs = value);
    public static readonly Column<Account> UntilMs = s_columns.Integer(nameof(Account.UntilMs), row => row.UntilMs, (row, value) => row.UntilMs = value);
    public static readonly Column<Account> Attributes = s_columns.Word(nameof(Account.Attributes), row => row.Attributes, (row, value) => row.Attributes = value);

    public static ImmutableArray<Column<Account>> All { get; } = s_columns.InOrder;
}
