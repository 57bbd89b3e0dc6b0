namespace KpiApi.Kpis.GraphQL;

/// <summary>A page of a list, as Relay has it.</summary>
internal sealed record Connection<T>(IReadOnlyList<Edge<T>> Edges, PageInfo PageInfo)
    where T : notnull
{
    /// <summary>The items without their cursors.</summary>
    public IReadOnlyList<T> Nodes => [.. Edges.Select(e => e.Node)];

    public static Connection<T> Of(IEnumerable<(T Node, string Cursor)> items, bool hasNext, bool hasPrevious)
    {
        var edges = items.Select(i => new Edge<T>(i.Cursor, i.Node)).ToList();
        return new(edges, new PageInfo(hasNext, hasPrevious, edges.Count > 0 ? edges[0].Cursor : null, edges.Count > 0 ? edges[^1].Cursor : null));
    }
}

/// <param name="Cursor">Give it as "after" to get what follows.</param>
internal sealed record Edge<T>(string Cursor, T Node)
    where T : notnull;

internal sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);
