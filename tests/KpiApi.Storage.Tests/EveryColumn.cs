using KpiApi.Engine.Model;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Tests;

/// <summary>A row of each table with every column set, so that a column forgotten somewhere is missed.</summary>
internal static class EveryColumn
{
    public static readonly Ticket Ticket = Filled(StoreTables.Tickets);
    public static readonly TicketEvent Event = Filled(StoreTables.Events);
    public static readonly Survey Survey = Filled(StoreTables.Surveys);
    public static readonly Agent Agent = Filled(StoreTables.Agents);
    public static readonly Account Account = Filled(StoreTables.Accounts);
    public static readonly Shift Shift = Filled(StoreTables.Shifts);
    public static readonly Cost Cost = Filled(StoreTables.Costs);

    public static void Copy<T>(Column<T> column, T from, T to)
    {
        if (column.Text is { } text) column.SetText!(to, text(from));
        else if (column.Integer is { } integer) column.SetInteger!(to, integer(from));
        else column.SetReal!(to, column.Real!(from));
    }

    /// <summary>To a value that is hard to tell from the one before: a space more, a unit more or less.</summary>
    public static void Change<T>(Column<T> column, T row)
    {
        if (column.Text is { } text) column.SetText!(row, text(row) + " ");
        else if (column.Integer is { } integer) column.SetInteger!(row, integer(row)!.Value - 1);
        else column.SetReal!(row, column.Real!(row)!.Value + 0.001);
    }

    /// <summary>Small numbers fit enumerations and flags too; 1 is a flag that is set.</summary>
    private static T Filled<T>(StoreTable<T> table)
    {
        var row = table.Create();
        foreach (var column in table.Columns)
        {
            if (column.SetText is { } text) text(row, column.Name switch { "Id" or "Ticket" => "full", "Attributes" => "tier=gold ä", "Tags" => "ä|😀", var name => $"{name} ä 😀" });
            else if (column.SetInteger is { } integer) integer(row, column.Name.EndsWith("Ms", StringComparison.Ordinal) || column.Name.EndsWith("Units", StringComparison.Ordinal) ? 1_767_604_320_123 : 1);
            else column.SetReal!(row, 2.5);
        }

        return row;
    }
}
