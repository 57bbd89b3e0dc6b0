using System.ComponentModel;
using System.Reflection;
using GraphQL;
using GraphQL.Types;

namespace KpiApi.GraphQL;

/// <summary>A page of a list, as Relay has it.</summary>
[NamedByNode("Connection")]
internal sealed record Connection<T>(IReadOnlyList<Edge<T>> Edges, PageInfo PageInfo)
    where T : notnull
{
    [Description("The items without their cursors.")]
    public IReadOnlyList<T> Nodes => [.. Edges.Select(e => e.Node)];

    internal static Connection<T> Of(IEnumerable<(T Node, string Cursor)> items, bool hasNext, bool hasPrevious)
    {
        var edges = items.Select(i => new Edge<T>(i.Cursor, i.Node)).ToList();
        return new(edges, new PageInfo(hasNext, hasPrevious, edges.Count > 0 ? edges[0].Cursor : null, edges.Count > 0 ? edges[^1].Cursor : null));
    }
}

[NamedByNode("Edge")]
internal sealed record Edge<T>([property: Description("""Give it as "after" to get what follows.""")] string Cursor, T Node)
    where T : notnull;

internal sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);

/// <summary>RecordConnection, where the library would say ConnectionRecordItem.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NamedByNodeAttribute(string suffix) : GraphQLAttribute
{
    public override void Modify(IGraphType graphType, Type sourceType) =>
        graphType.Name = sourceType.GetGenericArguments()[0].GetCustomAttribute<NameAttribute>()!.Name + suffix;
}
