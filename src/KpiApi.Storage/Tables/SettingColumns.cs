using System.Collections.Immutable;

namespace KpiApi.Storage.Tables;

/// <summary>The table settings, a column a line.</summary>
internal static class SettingColumns
{
    private static readonly TableColumns<Setting> s_columns = new();

    public static readonly Column<Setting> Id = s_columns.Text(nameof(Setting.Id), row => row.Id, (row, value) => row.Id = value!);
    public static readonly Column<Setting> Body = s_columns.Text(nameof(Setting.Body), row => row.Body, (row, value) => row.Body = value!);

    public static ImmutableArray<Column<Setting>> All { get; } = s_columns.InOrder;
}
