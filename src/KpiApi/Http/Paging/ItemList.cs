namespace KpiApi.Http.Paging;

/// <summary>A list as every endpoint answers it.</summary>
/// <param name="NextCursor">Null on the last page.</param>
internal sealed record ItemList<T>(IReadOnlyList<T> Items, string? NextCursor);
