using System.Data.Common;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Databases.Sqlite;
using KpiApi.Storage.Tables;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KpiApi.Tests.Storage.Outages;

/// <summary>A connection that is lost while the database commits: it has committed, or not, and does not say which.</summary>
public sealed class UnknownOutcomeTests
{
    private const string Ticket = """{"createdAt":"2026-01-05T08:00:00Z","account":"A-1"}""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_of_unknown_outcome_is_tried_again_and_told_as_if_it_had_gone_well(bool commits)
    {
        var provider = default(UnknownOutcomeDialect);
        await using var app = await KpiApp.StartAsync(adjust: builder => builder.Services.AddSingleton<DatabaseDialect>(
            services => provider = new UnknownOutcomeDialect(new SqliteDialect(services.GetRequiredService<IOptions<StoreOptions>>().Value.ConnectionString, _ => { }))));
        async Task<string> LosingTheAnswerAsync(HttpMethod method, string path, string? body, string member)
        {
            (provider!.UnknownOutcomes, provider.Commits) = (1, commits);
            var answer = await app.SendAsync(method, path, body)!;
            Assert.Equal(0, provider.UnknownOutcomes);
            return $"{answer.Status} {answer[member]}";
        }

        Assert.Equal("201 created", await LosingTheAnswerAsync(HttpMethod.Put, "/v1/tickets/T-1", Ticket, "outcome"));
        Assert.Equal("1", await app.KpiAsync("tickets_created"));
        Assert.Equal("200 updated", await LosingTheAnswerAsync(HttpMethod.Put, "/v1/tickets/T-1", Ticket.Replace("08:00", "09:00", StringComparison.Ordinal), "outcome"));
        Assert.Equal("200 2", await LosingTheAnswerAsync(HttpMethod.Post, "/v1/tickets", $"[{Ticket.Replace("{", "{\"id\":\"T-2\",", StringComparison.Ordinal)},{Ticket.Replace("{", "{\"id\":\"T-3\",", StringComparison.Ordinal)}]", "created"));
        Assert.Equal("3", await app.KpiAsync("tickets_created"));
        Assert.Equal("200 deleted", await LosingTheAnswerAsync(HttpMethod.Delete, "/v1/tickets/T-3", null, "outcome"));
        Assert.Equal("200 2", await LosingTheAnswerAsync(HttpMethod.Delete, "/v1/accounts/A-1", null, "tickets"));
        Assert.Equal("0", await app.KpiAsync("tickets_created"));
        // Each raised the version once, whether it was done the first time or the second.
        Assert.Equal(5, app.VisibleVersion);
    }

    [Fact]
    public async Task Unknown_outcome_that_lasts_is_told()
    {
        var provider = default(UnknownOutcomeDialect);
        await using var app = await KpiApp.StartAsync(adjust: builder =>
        {
            builder.Configuration["Writer:BreakSeconds"] = builder.Configuration["Writer:DeadlineSeconds"] = "1";
            builder.Services.AddSingleton<DatabaseDialect>(
                services => provider = new UnknownOutcomeDialect(new SqliteDialect(services.GetRequiredService<IOptions<StoreOptions>>().Value.ConnectionString, _ => { })));
        });
        (provider!.UnknownOutcomes, provider.Commits) = (int.MaxValue, false);
        var answer = await app.PutAsync("/v1/tickets/T-1", Ticket);
        Assert.Equal(503, answer.Status);
        Assert.Contains("may be stored or not", answer["detail"], StringComparison.Ordinal);
        provider.UnknownOutcomes = 0;
        while (answer.Status == 503)
        {
            await Task.Delay(20);
            answer = await app.PutAsync("/v1/tickets/T-1", Ticket);
        }

        Assert.Equal((201, "1"), (answer.Status, await app.KpiAsync("tickets_created")));
    }

    private sealed class UnknownOutcomeDialect(SqliteDialect real) : DatabaseDialect
    {
        private int _unknownOutcomes;

        /// <summary>How many more commits end so.</summary>
        public int UnknownOutcomes { get => Volatile.Read(ref _unknownOutcomes); set => Volatile.Write(ref _unknownOutcomes, value); }

        /// <summary>Whether the database has committed all the same.</summary>
        public bool Commits { get; set; }

        public override string Place => real.Place;

        public override string VersionSql => real.VersionSql;

        public override KpiDbContext CreateContext() => real.CreateContext();

        public override IWriteSession OpenSession() => new UnknownOutcomeSession(this, real.OpenSession());

        public override void Prepare() => real.Prepare();

        public override DbTransaction BeginView(KpiDbContext context) => real.BeginView(context);

        public override string FromAmong(string table, string column) => real.FromAmong(table, column);

        public override List<T> Query<T>(KpiDbContext context, string sql, Func<StoreRow, T> read, params object[] values) => real.Query(context, sql, read, values);

        public override StoreFailure Classify(Exception exception) => real.Classify(exception);
    }

    private sealed class UnknownOutcomeSession(UnknownOutcomeDialect provider, IWriteSession real) : IWriteSession
    {
        public DatabaseDialect Dialect => provider;

        public void Begin() => real.Begin();

        public void Upsert<T>(StoreTable<T> table, IReadOnlyList<T> rows, TouchedOwners touched, Action<UpsertCounts> done) => real.Upsert(table, rows, touched, done);

        public void Expect<T>(StoreTable<T> table, IEnumerable<string> ids) => real.Expect(table, ids);

        public T? Find<T>(StoreTable<T> table, string id) => real.Find(table, id);

        public List<int>? TryMerge<T>(StoreTable<T> table, MergedRows<T> rows, TouchedOwners touched, Action<UpsertCounts> done) => real.TryMerge(table, rows, touched, done);

        public int Delete<T>(StoreTable<T> table, IReadOnlyList<string> ids, TouchedOwners touched) => real.Delete(table, ids, touched);

        public List<TRow> Query<TRow>(string sql, Func<StoreRow, TRow> read, params object[] values) => real.Query(sql, read, values);

        public void RaiseVersion() => real.RaiseVersion();

        public long Commit()
        {
            if (provider.UnknownOutcomes == 0) return real.Commit();
            provider.UnknownOutcomes--;
            if (provider.Commits) real.Commit();
            else real.Rollback();
            throw new CommitOutcomeUnknownException(new SqliteException("The connection is lost.", 10));
        }

        public void Rollback() => real.Rollback();

        public void Dispose() => real.Dispose();
    }
}
