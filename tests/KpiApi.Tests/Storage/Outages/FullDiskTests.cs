using System.Data.Common;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Feed;
using KpiApi.Storage.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>The file of the embedded store cannot grow in the middle of load.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task Full_disk_loses_nothing_stores_no_half_and_ends_when_there_is_room()
    {
        var disk = new Disk();
        await using var app = await KpiApp.StartAsync(adjust: builder =>
        {
            builder.Configuration["Writer:BreakSeconds"] = builder.Configuration["Writer:DeadlineSeconds"] = "1";
            builder.Services.AddSingleton(services => DatabaseDialects.Create(services.GetRequiredService<IOptions<StoreOptions>>().Value, options => options.AddInterceptors(disk)));
        });
        var load = new Load(() => app.Http);
        await load.SetRulesAsync();
        using var stop = new CancellationTokenSource();
        var running = load.RunAsync(stop.Token);
        await Outage.UntilAsync(running, () => load.Acknowledged > 50);

        disk.Fill();
        await Outage.UntilAsync(running, () => load.Refused > 50 && app.Service<GroupWriter>().IsRefusing);
        // Reading goes on, and is not old: nobody could write.
        Assert.NotEqual("0", await app.KpiAsync("tickets_created"));
        Assert.Equal(200, (await app.GetAsync("/v1/tickets/P-0-0")).Status);
        Assert.False(app.Service<StoreFreshness>().IsStale);

        disk.MakeRoom();
        var acknowledged = load.Acknowledged;
        await Outage.UntilAsync(running, () => load.Acknowledged > acknowledged + 50);
        await stop.CancelAsync();
        await running;
        using (var store = app.OpenDatabase())
        {
            load.Check(store);
            Assert.Equal($"{store.Tickets.Count()}", await app.KpiAsync("tickets_created"));
        }

        await using var fresh = await KpiApp.StartAsync(app.CopyOfDisk(), builder => builder.Configuration["Store:SnapshotMinutes"] = "0");
        Assert.Equal(await Numbers.OfAsync(fresh.Http), await Numbers.OfAsync(app.Http));
    }

    /// <summary>Lets the file of each connection grow only so far, as a disk does.</summary>
    private sealed class Disk : DbConnectionInterceptor
    {
        private const long NoEnd = 1_000_000;

        private readonly List<SqliteConnection> _connections = [];
        private long _pages = NoEnd;

        /// <summary>Up to the pages that it has; SQLite takes no smaller number.</summary>
        public void Fill() => Set(1);

        public void MakeRoom() => Set(NoEnd);

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            lock (_connections)
            {
                _connections.Add((SqliteConnection)connection);
                Limit((SqliteConnection)connection);
            }
        }

        private void Set(long pages)
        {
            lock (_connections)
            {
                _pages = pages;
                _connections.RemoveAll(connection => connection.State != System.Data.ConnectionState.Open);
                _connections.ForEach(Limit);
            }
        }

        private void Limit(SqliteConnection connection) =>
            SQLitePCL.raw.sqlite3_exec(connection.Handle, $"PRAGMA max_page_count = {_pages}", out _);
    }
}
