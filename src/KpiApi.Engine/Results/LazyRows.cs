using System.Collections;

namespace KpiApi.Engine.Results;

/// <summary>
/// The rows of a page, each evaluated when it is read and kept by nobody: a value takes some 300 bytes, and a page may have five million.
/// </summary>
internal sealed class LazyRows(List<RowRef> rows, Func<RowRef, KpiRow> evaluate) : IReadOnlyList<KpiRow>
{
    public int Count => rows.Count;

    public KpiRow this[int index] => evaluate(rows[index]);

    public IEnumerator<KpiRow> GetEnumerator() => rows.Select(evaluate).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
