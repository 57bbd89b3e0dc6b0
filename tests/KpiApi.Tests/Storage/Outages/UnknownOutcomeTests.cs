using KpiApi.Storage.Databases;
using KpiApi.Storage.Databases.Sqlite;
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

    private sealed class UnknownOutcomeDialect(SqliteDialect real) : WrappedDialect(real)
    {
        private int _unknownOutcomes;

        /// <summary>How many more commits end so.</summary>
        public int UnknownOutcomes { get => Volatile.Read(ref _unknownOutcomes); set => Volatile.Write(ref _unknownOutcomes, value); }

        /// <summary>Whether the database has committed all the same.</summary>
        public bool Commits { get; set; }

        protected override IWriteSession Wrap(IWriteSession session) => new UnknownOutcomeSession(this, session);
    }

    private sealed class UnknownOutcomeSession(UnknownOutcomeDialect provider, IWriteSession real) : WrappedSession(provider, real)
    {
        public override long Commit()
        {
            if (provider.UnknownOutcomes == 0) return base.Commit();
            provider.UnknownOutcomes--;
            if (provider.Commits) base.Commit();
            else Rollback();
            throw new CommitOutcomeUnknownException(new SqliteException("The connection is lost.", 10));
        }
    }
}
