using System.Diagnostics;
using System.Globalization;
using KpiApi.Http.Tables;

namespace KpiApi.Benchmarks.Tables;

/// <summary>
/// Writes a table of so many rows and twelve columns in each format, as an answer is sent: in pieces that are thrown away. Tells rows a second, the size, what a row
/// allocates and the most memory in use, which is to be the same for a million rows as for a hundred thousand.
/// </summary>
internal static class TableRun
{
    private const int PieceBytes = 256 << 10;
    private const long FirstMs = 1_767_225_600_000;

    private static readonly string[] s_channels = ["email", "chat", "phone", "social; messenger", "web, form"];

    public static void Run(int rows)
    {
        foreach (var format in Enum.GetValues<TableFormat>().Where(format => format != TableFormat.Json))
        {
            // Compiled as a service compiles what it runs often.
            Write(rows / 4, format);
            Write(rows / 4, format);
            var (seconds, bytes, allocated, peak) = Write(rows, format);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{format,-8} {rows / seconds,12:n0} rows/s  {bytes / 1e6,8:n1} MB  {(double)allocated / rows,7:n0} bytes a row allocated  {peak / 1e6,6:n1} MB at most"));
        }
    }

    private static (double Seconds, long Bytes, long Allocated, long Peak) Write(int rows, TableFormat format)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        using var text = TableText.Of(Table(rows), new TableForm(format));
        long bytes = 0, peak = 0;
        while (!text.IsWhole)
        {
            text.WriteMore(PieceBytes, CancellationToken.None);
            bytes += text.Written.Length;
            text.Clear();
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false) - before);
        }
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, bytes, GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore, peak);
    }

    /// <summary>Like the numbers of three metrics by day and channel, with a date, an instant, texts, counts, numbers and durations.</summary>
    private static Table Table(int rows)
    {
        ColumnType[] types =
        [
            ColumnType.Date, ColumnType.Instant, ColumnType.Text, ColumnType.Text, ColumnType.Integer, ColumnType.Integer,
            ColumnType.Number, ColumnType.Number, ColumnType.Number, ColumnType.Duration, ColumnType.Duration, ColumnType.Flag,
        ];
        var agents = Enumerable.Range(0, 500).Select(n => string.Create(CultureInfo.InvariantCulture, $"agent-{n}")).ToArray();
        var next = 0;
        return new([.. types.Select((type, i) => new TableColumn(string.Create(CultureInfo.InvariantCulture, $"{type}_{i}"), type))], (batch, cancel) =>
        {
            for (; !batch.IsFull && next < rows; batch.Count++, next++)
            {
                cancel.ThrowIfCancellationRequested();
                Fill(batch, next, agents);
            }
        });
    }

    private static void Fill(TableBatch batch, int row, string[] agents)
    {
        var random = (uint)row * 2_654_435_761u;
        var at = batch.Count;
        batch[0].Set(at, (long?)(20_454 + row / 2_000));
        batch[1].Set(at, (long?)(FirstMs + row * 31_013L));
        batch[2].Set(at, s_channels[row % s_channels.Length]);
        batch[3].Set(at, agents[random % agents.Length]);
        batch[4].Set(at, (long?)(random % 1_000));
        batch[5].Set(at, random % 7 == 0 ? (long?)null : random % 50);
        batch[6].Set(at, (decimal?)new decimal((int)(random % 1_000_000), 0, 0, false, 4));
        batch[7].Set(at, random % 5 == 0 ? (decimal?)null : random % 100);
        batch[8].Set(at, (decimal?)new decimal((int)(random % 900_000), 0, 0, false, 4));
        batch[9].Set(at, (decimal?)new decimal((int)(random % 90_000_000), 0, 0, false, 3));
        batch[10].Set(at, (decimal?)(random % 86_400));
        batch[11].Set(at, (bool?)(random % 2 == 0));
    }
}
