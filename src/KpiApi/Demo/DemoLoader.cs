using KpiApi.Ingest.Contracts;
using KpiApi.Storage.Tables;
using KpiApi.Storage.Writing;

namespace KpiApi.Demo;

/// <summary>Hands the history to the one writer, as the endpoints do.</summary>
internal static class DemoLoader
{
    private const int CasesPerWrite = 2_000;

    /// <param name="nowMs">Until when there is data: whole days, and what has passed of this one.</param>
    /// <param name="progress">Told the share that is loaded, 0 to 1.</param>
    /// <param name="cancellation">Between two writes.</param>
    public static async Task<DemoCounts> LoadAsync(GroupWriter writer, long nowMs, Action<double> progress, CancellationToken cancellation)
    {
        var (counts, endMs) = (new DemoCounts(0, 0, 0), WorkHours.Midnight(nowMs));
        await writer.WriteAsync(new UpsertWrite<Setting>(StoreTables.Settings, DemoSettings.Until(endMs)), cancellation);
        var underWay = Task.WhenAll(
            WriteAsync(writer, Resources.Agents, [.. DemoStaff.Agents], cancellation),
            WriteAsync(writer, Resources.Accounts, [.. DemoAccounts.Until(endMs)], cancellation),
            WriteAsync(writer, Resources.Shifts, [.. DemoRoster.Shifts(nowMs)], cancellation),
            WriteAsync(writer, Resources.Costs, [.. DemoRoster.Costs(endMs)], cancellation));
        foreach (var cases in DemoHistory.Until(nowMs).Chunk(CasesPerWrite))
        {
            var tickets = cases.Select(c => c.Ticket).ToArray();
            var events = cases.SelectMany(c => c.Events).ToArray();
            var surveys = cases.SelectMany(c => c.Surveys).ToArray();
            // Not one after the other: writes that wait together share a transaction, and the next ones are made up meanwhile.
            var next = Task.WhenAll(
                WriteAsync(writer, Resources.Tickets, tickets, cancellation),
                WriteAsync(writer, Resources.Events, events, cancellation),
                WriteAsync(writer, Resources.Surveys, surveys, cancellation));
            await underWay;
            underWay = next;
            counts = counts.Plus(tickets.Length, events.Length, surveys.Length);
            var leftMs = endMs - tickets[0].CreatedAtMs;
            progress(Math.Min(1, 1 - leftMs / (double)(DemoHistory.Days * WorkHours.DayMs)));
        }
        var loaded = await underWay;
        await writer.WriteAsync(new UpsertWrite<Setting>(StoreTables.Settings, DemoSettings.Alerts((nowMs, loaded.Max(written => written.Version)))), cancellation);
        return counts;
    }

    private static Task<WriteResult> WriteAsync<T>(GroupWriter writer, Resource<T> resource, IReadOnlyList<T> rows, CancellationToken cancellation) =>
        writer.WriteAsync(new UpsertWrite<T>(resource.Table, rows), cancellation);
}

internal sealed record DemoCounts(int Tickets, int Events, int Surveys)
{
    public DemoCounts Plus(int tickets, int events, int surveys) => new(Tickets + tickets, Events + events, Surveys + surveys);
}
