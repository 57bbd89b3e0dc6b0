using System.Collections.Immutable;
using KpiApi.Storage.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace KpiApi.Storage.Databases.Servers;

/// <summary>A table as statements name it: the columns of <see cref="StoreTable{T}"/> with the database's types.</summary>
/// <param name="Columns">The id first.</param>
/// <param name="Owner">Of the ticket that a row belongs to.</param>
/// <param name="Account">That a row belongs to.</param>
/// <param name="NewestBy">An older row by this column changes nothing.</param>
internal sealed record ServerTable(string Name, RecordKind Kind, ImmutableArray<ServerColumn> Columns, ServerColumn? Owner, ServerColumn? Account, ServerColumn? NewestBy)
{
    /// <summary>All but the id.</summary>
    public IEnumerable<ServerColumn> Values => Columns.Skip(1);

    public ServerColumn Id => Columns[0];

    public static ServerTable Of<T>(StoreTable<T> table, IModel model)
    {
        var entity = model.FindEntityType(typeof(T))!;
        ImmutableArray<ServerColumn> columns = [.. table.Columns.Select(column => ServerColumn.Of(entity.FindProperty(column.Name)!))];
        return new(table.Name, table.Kind, columns, columns.FirstOrDefault(column => column.Name == table.Owner), columns.FirstOrDefault(column => column.Name == table.Account), columns.FirstOrDefault(column => column.Name == table.NewestBy));
    }

    /// <summary>The columns one by one, the version last.</summary>
    public string List(Func<ServerColumn, string> each, string version, string separator = ", ") =>
        string.Join(separator, Columns.Select(each).Append(version));
}

/// <param name="Name">Without quotes.</param>
/// <param name="Type">As the database writes it.</param>
/// <param name="IsText">Has a collation.</param>
/// <param name="IsNullable">May say nothing.</param>
internal sealed record ServerColumn(string Name, string Type, bool IsText, bool IsNullable)
{
    public static ServerColumn Of(IProperty property) => new(property.Name, property.GetColumnType(), property.ClrType == typeof(string), property.IsNullable);

    /// <summary>Quoted, in the row of that name.</summary>
    public string Of(string row) => $"{row}.\"{Name}\"";

    public override string ToString() => $"\"{Name}\"";
}
