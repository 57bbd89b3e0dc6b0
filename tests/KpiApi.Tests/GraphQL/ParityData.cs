using KpiApi.Engine.Columns;
using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;
using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.GraphQL;

/// <summary>A little of everything that a number can be made of.</summary>
internal static class ParityData
{
    public static async Task<KpiApp> StartAsync()
    {
        var app = await Reading.StartDeskAsync();
        await app.PostLinesAsync(
            "/v1/tickets",
            """{"id":"E","createdAt":"2026-03-05T22:30:00Z","channel":"phone \"1\", süd","team":"tier-1","priority":"high","reason":"billing","account":"acme","agent":"cy","tags":["vip","late, again"]}""",
            """{"id":"F","createdAt":"2026-02-20T08:00:00Z","channel":"chat","team":"tier-1","account":"acme","agent":"anna","resolvedAt":"2026-02-20T08:00:07.003Z","handleSeconds":1.001}""");
        await app.PostLinesAsync(
            "/v1/events",
            """{"id":"1","ticket":"E","type":"reply","at":"2026-03-05T23:30:00.123Z","agent":"cy","durationSeconds":61.5}""",
            """{"id":"2","ticket":"E","type":"stage","at":"2026-03-06T08:00:00Z","agent":"cy","to":"second line"}""",
            """{"id":"3","ticket":"E","type":"status","at":"2026-03-06T09:00:00Z","agent":"cy","to":"solved"}""",
            """{"id":"4","ticket":"E","type":"status","at":"2026-03-07T09:00:00Z","actor":"customer","to":"open"}""",
            """{"id":"5","ticket":"E","type":"call","at":"2026-03-07T10:00:00Z","agent":"bo","durationSeconds":333}""",
            """{"id":"6","ticket":"E","type":"status","at":"2026-03-07T11:00:00Z","agent":"bo","to":"solved"}""");
        await app.PostLinesAsync(
            "/v1/surveys",
            """{"id":"N1","kind":"nps","ticket":"E","sentAt":"2026-03-06T10:00:00Z","respondedAt":"2026-03-07T10:00:00Z","score":0}""",
            """{"id":"N2","kind":"nps","respondedAt":"2026-03-07T10:00:00Z","score":9,"channel":"email"}""",
            """{"id":"N3","kind":"nps","respondedAt":"2026-03-08T10:00:00Z","score":6}""",
            """{"id":"C1","kind":"ces","ticket":"A","sentAt":"2026-03-02T10:00:00Z","respondedAt":"2026-03-08T10:00:00Z","score":2,"scaleMin":1,"scaleMax":5}""",
            """{"id":"C2","kind":"ces","ticket":"B","sentAt":"2026-03-03T10:00:00Z"}""");
        app.Facts.Publish([.. Owned()], app.VisibleVersion);
        return app;
    }

    /// <summary>What no call takes in yet: accounts, costs, shifts, and a ticket under a policy.</summary>
    private static IEnumerable<FactChange> Owned()
    {
        long At(int day, int hour = 0) => new DateTimeOffset(2026, 3, day, hour, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        OwnerFacts[] facts =
        [
            OwnerFacts.Of(new Account { Id = "acme", ValueUnits = 12_345_678, SinceMs = At(1) - 1 }),
            OwnerFacts.Of(new Account { Id = "gone", ValueUnits = 10_000, SinceMs = At(1) - 1, UntilMs = At(4) }),
            OwnerFacts.Of(new Cost { Id = "rent", FromMs = At(1), ToMs = At(8), AmountUnits = 1_000_000 }),
            OwnerFacts.Of(new Cost { Id = "line", FromMs = At(2), ToMs = At(5), AmountUnits = 10_000, Channel = "chat" }),
            OwnerFacts.Of(new Shift { Id = "s1", Agent = "cy", FromMs = At(5, 20), ToMs = At(6, 4) }),
            OwnerFacts.Of(new Shift { Id = "s2", Agent = "bo", FromMs = At(7, 8), ToMs = At(7, 16), Kind = ShiftKind.Available }),
            FactDerivation.Derive(
                new Timeline(new Ticket { Id = "P", CreatedAtMs = At(3), Channel = "email", FirstResponseAtMs = At(3, 1), ResolvedAtMs = At(6) }, [], []),
                new DerivationRules { Policies = [new SlaPolicy { Id = "gold", FirstResponseMs = 3_600_000, ResolutionMs = 7_200_000 }] })!,
        ];
        return facts.Select(f => new FactChange(f.Key, f));
    }
}
