using System.Reflection;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Checking;

/// <summary>What rows hold that the service has written: values of the enumerations, and instants of the calendar.</summary>
internal static class RowRules
{
    public static RowRules<T> Of<T>(StoreTable<T> table) => new(table);
}

internal sealed class RowRules<T>(StoreTable<T> table)
{
    private const int MostOfOne = 20;

    private static readonly long s_firstMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long s_lastMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private readonly (string Name, Func<T, bool> Holds)[] _rules = [.. table.Columns.Where(column => column.Integer is not null).Select(Rule).OfType<(string, Func<T, bool>)>()];

    /// <summary>The number of rows.</summary>
    /// <param name="problems">Get what is wrong, by its place and not by its name.</param>
    public int Check(List<T> rows, List<string> problems)
    {
        foreach (var (name, holds) in _rules)
        {
            var wrong = rows.Count(row => !holds(row));
            if (wrong > 0 && problems.Count < MostOfOne) problems.Add($"{wrong} rows of the table {table.Name} have a {name} that cannot be.");
        }

        return rows.Count;
    }

    private static (string Name, Func<T, bool> Holds)? Rule(Column<T> column)
    {
        var (type, integer) = (typeof(T).GetProperty(column.Name, BindingFlags.Public | BindingFlags.Instance)!.PropertyType, column.Integer!);
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum) return (column.Name, row => integer(row) is not { } value || Enum.IsDefined(plain, Enum.ToObject(plain, value)));
        return column.Name.EndsWith("Ms", StringComparison.Ordinal) ? (column.Name, row => integer(row) is not { } ms || (ms >= s_firstMs && ms <= s_lastMs)) : null;
    }
}
