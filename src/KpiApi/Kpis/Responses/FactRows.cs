using KpiApi.Engine.Columns;
using KpiApi.Engine.Facts;
using KpiApi.Http.Tables;

namespace KpiApi.Kpis.Responses;

/// <summary>A table of facts to be written in any format, chunk by chunk.</summary>
internal static class FactRows
{
    /// <param name="columns">Those that the caller may see, as places among <paramref name="all"/>.</param>
    public static Table Of(FactTableOut table, FactSnapshot snapshot, IReadOnlyList<FactColumn> all, IReadOnlyList<int> columns)
    {
        // Abandoned with the answer: what it holds then is collected as garbage.
        var batches = table.Read(snapshot).GetEnumerator();
        var (batch, row) = ((FactBatch?)null, 0);
        return new([.. columns.Select(column => new TableColumn(all[column].Name, TypeOf(all[column].Kind)))], (into, cancel) =>
        {
            while (!into.IsFull)
            {
                cancel.ThrowIfCancellationRequested();
                if (batch is null || row == batch.Count)
                {
                    if (!batches.MoveNext())
                        return;
                    (batch, row) = (batches.Current, 0);
                }
                var count = Math.Min(into.Capacity - into.Count, batch.Count - row);
                for (var i = 0; i < columns.Count; i++)
                    Copy(batch, columns[i], row, into[i], into.Count, count);
                into.Count += count;
                row += count;
            }
        });
    }

    public static ColumnType TypeOf(FactKind kind) => kind switch
    {
        FactKind.Instant => ColumnType.Instant,
        FactKind.Seconds => ColumnType.Duration,
        FactKind.Integer => ColumnType.Integer,
        FactKind.Number => ColumnType.Number,
        FactKind.Flag => ColumnType.Flag,
        _ => ColumnType.Text,
    };

    private static void Copy(FactBatch from, int column, int row, ColumnValues into, int at, int count)
    {
        for (var i = 0; i < count; i++)
        {
            switch (into.Column.Type)
            {
                case ColumnType.Instant:
                    into.Set(at + i, from.Instant(column, row + i));
                    break;
                case ColumnType.Integer:
                    into.Set(at + i, (long?)from.Number(column, row + i));
                    break;
                case ColumnType.Duration or ColumnType.Number:
                    into.Set(at + i, from.Number(column, row + i));
                    break;
                case ColumnType.Flag:
                    into.Set(at + i, from.Flag(column, row + i));
                    break;
                default:
                    into.Set(at + i, from.Text(column, row + i));
                    break;
            }
        }
    }
}
