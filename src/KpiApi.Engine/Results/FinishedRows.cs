using System.Collections;

namespace KpiApi.Engine.Results;

/// <summary>
/// The rows of a page, each finished when it is asked for and kept by nobody: a value takes some 300 bytes, and a page may have five million.
/// </summary>
internal sealed class FinishedRows(List<RowRef> rows, Func<RowRef, KpiRow> finish) : IReadOnlyList<KpiRow>
{
    public int Count => rows.Count;

    public KpiRow this[int index] => finish(rows[index]);

    public IEnumerator<KpiRow> GetEnumerator() => rows.Select(finish).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
