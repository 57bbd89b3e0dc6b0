namespace KpiApi.Tests.Changes;

/// <summary>A copy kept by the changes, while several write at once, ends as what the service has: nothing is missed, whichever database it is.</summary>
public abstract class FollowingChangesTests
{
    private const int Seed = 417;
    private static readonly string[] s_kinds = ["tickets", "events", "surveys", "agents", "accounts", "shifts", "costs"];

    private protected abstract TestDatabase NewDatabase();

    [StoreFact]
    public async Task Copy_ends_as_the_store_whatever_was_written_deleted_moved_and_erased_meanwhile()
    {
        await using var app = await KpiApp.StartOnAsync(NewDatabase());
        await using var other = await app.StartAnotherAsync();
        var follower = new Follower(app);
        var writing = Task.WhenAll(WriteAsync(app, new Random(Seed)), WriteAsync(other, new Random(Seed + 1)));
        var pulls = 0;
        for (; !writing.IsCompleted; pulls++) await follower.PullAsync(pulls % 3 == 0 ? "&limit=20" : "");
        await writing;
        await follower.PullAsync();
        Assert.True(pulls > 3, $"seed {Seed}: {pulls} pulls");
        foreach (var kind in s_kinds)
            Assert.Equal(await StoredAsync(app, kind), follower.Of(kind));
        Assert.NotEmpty(follower.Of("events"));
    }

    private static async Task WriteAsync(KpiApp app, Random random)
    {
        for (var n = 0; n < 150; n++)
        {
            var (one, two) = (random.Next(12), random.Next(12));
            var (path, body) = random.Next(10) switch
            {
                0 => ($"/v1/tickets/T-{one}", $$"""{"createdAt":"2026-01-05T09:00:00Z","account":"A-{{two % 4}}","replies":{{n}}}"""),
                1 or 2 => ($"/v1/events/E-{one}", $$"""{"ticket":"T-{{two}}","type":"note","at":"2026-01-05T09:00:00Z"}"""),
                3 => ($"/v1/surveys/S-{one}", $$"""{"kind":"csat","ticket":"T-{{two}}","respondedAt":"2026-01-05T09:00:00Z","score":{{1 + n % 5}}}"""),
                4 => ($"/v1/agents/a-{one}", $$"""{"name":"{{n}}"}"""),
                5 => ($"/v1/accounts/A-{one % 4}", $$"""{"value":{{n}}}"""),
                6 => ($"/v1/shifts/H-{one}", $$"""{"agent":"a-{{two}}","from":"2026-01-05T08:00:00Z","to":"2026-01-05T16:00:00Z"}"""),
                7 => ($"/v1/costs/C-{one}", $$"""{"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","amount":{{n}}}"""),
                8 => ($"/v1/{s_kinds[random.Next(4)]}/{"TESa"[random.Next(4)]}-{one}", null),
                _ => (n % 5 == 0 ? $"/v1/accounts/A-{one % 4}" : $"/v1/tickets/T-{one}", null),
            };
            var answer = body is null ? await app.DeleteAsync(path) : await app.PutAsync(path, body);
            Assert.True(answer.Status is 200 or 201 or 404, answer.Json.ToJsonString());
        }
    }

    private static async Task<List<string>> StoredAsync(KpiApp app, string kind)
    {
        var list = (await app.GetAsync($"/v1/{kind}?updatedSince=0&limit=1000")).Json;
        Assert.Null(list["nextCursor"]);
        return [.. list["items"]!.AsArray().OrderBy(item => (string)item!["id"]!, StringComparer.Ordinal).Select(item => item!.ToJsonString())];
    }
}

public sealed class SqliteFollowingChangesTests : FollowingChangesTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.Sqlite();
}

[Needs(TestDatabase.PostgresVariable)]
public sealed class PostgreSqlFollowingChangesTests : FollowingChangesTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.PostgreSql();
}

[Needs(TestDatabase.SqlServerVariable)]
public sealed class SqlServerFollowingChangesTests : FollowingChangesTests
{
    private protected override TestDatabase NewDatabase() => TestDatabase.SqlServer();
}
