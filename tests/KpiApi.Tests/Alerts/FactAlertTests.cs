using KpiApi.Tests.Kpis;

namespace KpiApi.Tests.Alerts;

/// <summary>Alerts about tickets and surveys: what is told, when, and that it is told once.</summary>
public sealed class FactAlertTests
{
    private const string Negative = """{"survey":"csat","outcome":"negative"}""";
    private const string Waiting = """{"ticket":"awaiting_first_response","forSeconds":3600}""";

    private readonly StandingClock _clock = new();

    [Fact]
    public async Task Negative_answer_is_told_once_and_a_score_that_turns_negative_then()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("low", Negative);
        _clock.Now += TimeSpan.FromMinutes(5);
        await app.PostLinesAsync("/v1/surveys",
            """{"id":"S1","kind":"csat","respondedAt":"2026-03-10T12:01:00Z","score":2}""", """{"id":"S2","kind":"csat","respondedAt":"2026-03-10T12:02:00Z","score":5}""", """{"id":"S3","kind":"nps","respondedAt":"2026-03-10T12:02:00Z","score":0}""");
        Assert.Equal("survey.received S1", await app.ToldAsync("low"));
        await app.PostLinesAsync("/v1/surveys", """{"id":"S1","comment":"slow","score":1}""", """{"id":"S2","score":3}""");
        Assert.Equal("survey.received S1, survey.received S2", await app.ToldAsync("low"));
        var told = (await app.EventsAsync("low")).First();
        Assert.Equal("""{"alert":"low","title":"Negative CSAT answer","value":2,"survey":"S1"}""", told["data"]!.ToJsonString());
        Assert.Equal("2026-03-10T12:05:00Z", (string)told["timestamp"]!);
        Assert.Equal("2", (await app.GetAsync("/v1/alerts/low"))["reportedLastDay"]);
    }

    /// <summary>Many sources tell whole seconds.</summary>
    [Fact]
    public async Task Answer_of_the_second_in_which_the_alert_was_made_is_reported()
    {
        _clock.Now += TimeSpan.FromMilliseconds(272);
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("low", Negative);
        await app.PostLinesAsync("/v1/surveys",
            """{"id":"S0","kind":"csat","respondedAt":"2026-03-10T11:59:59Z","score":1}""", """{"id":"S1","kind":"csat","respondedAt":"2026-03-10T12:00:00Z","score":1}""");
        Assert.Equal("survey.received S1", await app.ToldAsync("low"));
    }

    [Fact]
    public async Task Answer_to_a_ticket_that_is_not_there_is_told_when_the_ticket_comes()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("low", Negative);
        await app.PostAsync("/v1/surveys", """{"id":"S1","kind":"csat","ticket":"T1","respondedAt":"2026-03-10T12:01:00Z","score":2}""");
        Assert.Equal("", await app.ToldAsync("low"));
        await app.PostAsync("/v1/tickets", """{"id":"T1","createdAt":"2026-03-09T12:00:00Z"}""");
        Assert.Equal("survey.received S1", await app.ToldAsync("low"));
        Assert.Equal("T1", (string)(await app.EventsAsync("low")).Single()["data"]!["ticket"]!);
    }

    [Fact]
    public async Task What_was_before_the_alert_and_history_that_is_imported_are_silent()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.PostAsync("/v1/surveys", """{"id":"before","kind":"csat","respondedAt":"2026-03-10T11:59:00Z","score":1}""");
        await app.PostAsync("/v1/tickets", """{"id":"waits","createdAt":"2026-03-10T10:59:00Z"}""");
        await app.MakeAsync("low", Negative);
        await app.MakeAsync("late", Waiting);
        await app.PostLinesAsync("/v1/surveys", """{"id":"old","kind":"csat","respondedAt":"2026-02-10T11:59:00Z","score":1}""", """{"id":"before","comment":"!"}""");
        await app.PostLinesAsync("/v1/tickets", """{"id":"old","createdAt":"2026-02-10T10:59:00Z"}""", """{"id":"waits","channel":"chat"}""");
        Assert.Equal(("", ""), (await app.ToldAsync("low"), await app.ToldAsync("late")));

        _clock.Now += TimeSpan.FromDays(3);
        // Longer ago than a day, though the alert was there.
        await app.PostAsync("/v1/surveys", """{"id":"late","kind":"csat","respondedAt":"2026-03-12T11:59:00Z","score":1}""");
        await app.PostAsync("/v1/surveys", """{"id":"soon","kind":"csat","respondedAt":"2026-03-12T12:01:00Z","score":1}""");
        Assert.Equal("survey.received soon", await app.ToldAsync("low"));
    }

    [Fact]
    public async Task Ticket_that_waits_is_told_when_it_has_waited_so_long()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("late", Waiting);
        await app.PostAsync("/v1/tickets", """{"id":"T0","createdAt":"2026-03-10T12:00:00Z","channel":"chat","resolvedAt":"2026-03-10T12:00:00Z"}""");
        await app.MakeAsync("chat", """{"ticket":"awaiting_reply","forSeconds":600,"filters":{"channel":["chat"]}}""", ""","title":"Chat waits" """);
        await app.PostLinesAsync("/v1/tickets",
            """{"id":"T1","createdAt":"2026-03-10T12:00:00Z","channel":"chat"}""", """{"id":"T2","createdAt":"2026-03-10T12:00:00Z"}""", """{"id":"T3","createdAt":"2026-03-10T12:00:00Z"}""",
            """{"id":"gone","createdAt":"2026-03-10T12:00:00Z"}""", """{"id":"spam","createdAt":"2026-03-10T12:00:00Z","status":"spam"}""");
        Assert.Equal("", await app.ToldAsync("late"));
        await app.PostAsync("/v1/events", """{"id":"E1","ticket":"T2","type":"reply","at":"2026-03-10T12:30:00Z"}""");
        await app.DeleteAsync("/v1/tickets/gone");
        _clock.Now += TimeSpan.FromMinutes(59);
        Assert.Equal(("", "ticket.waiting T1"), (await app.ToldAsync("late"), await app.ToldAsync("chat")));
        _clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal("ticket.waiting T1, ticket.waiting T3", await app.ToldAsync("late"));
        Assert.Equal("""{"alert":"late","title":"A customer has waited 1 hour for a first response","value":3600,"threshold":3600,"ticket":"T1"}""", (await app.EventsAsync("late")).First()["data"]!.ToJsonString());
        // A reply that is taken back was none: the ticket has waited all the time.
        await app.DeleteAsync("/v1/events/E1");
        Assert.Equal("ticket.waiting T1, ticket.waiting T3, ticket.waiting T2", await app.ToldAsync("late"));
    }

    [Fact]
    public async Task Sla_clock_is_told_before_it_is_due_by_business_hours_and_pauses()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.PutAllAsync(
            ("/v1/calendars/default", """{"timeZone":"Europe/Berlin","hours":{"tuesday":[{"from":"09:00","to":"14:00"}],"wednesday":[{"from":"09:00","to":"14:00"}]}}"""),
            ("/v1/sla-policies/all", """{"order":1,"firstResponseSeconds":7200,"calendar":"default","pauseOn":["pending"]}"""));
        await app.DerivedAsync();
        await app.MakeAsync("soon", """{"sla":"first_response","beforeDueSeconds":900}""");
        await app.MakeAsync("breach", """{"sla":"first_response","beforeDueSeconds":0}""");
        // At 13:00 in Berlin: one hour is left today, so it is due on Wednesday at 10:00 in Berlin.
        await app.PostLinesAsync("/v1/tickets", """{"id":"T1","createdAt":"2026-03-10T12:00:00Z"}""", """{"id":"T2","createdAt":"2026-03-10T12:00:00Z"}""", """{"id":"T3","createdAt":"2026-03-10T12:00:00Z"}""");
        await app.PostAsync("/v1/events", """{"id":"E1","ticket":"T2","type":"status","to":"pending","at":"2026-03-10T12:30:00Z","public":false}""");
        await app.PostAsync("/v1/events", """{"id":"E3","ticket":"T3","type":"reply","at":"2026-03-10T12:30:00Z"}""");
        _clock.Now = At("2026-03-11T08:44:59Z");
        Assert.Equal("", await app.ToldAsync("soon"));
        _clock.Now = At("2026-03-11T08:45:00Z");
        Assert.Equal("sla.due_soon T1", await app.ToldAsync("soon"));
        Assert.Equal("""{"alert":"soon","title":"SLA due in 15 minutes: first response","dueAt":"2026-03-11T09:00:00Z","ticket":"T1"}""", (await app.EventsAsync("soon")).Single()["data"]!.ToJsonString());
        _clock.Now = At("2026-03-11T09:00:00Z");
        Assert.Equal(("sla.due_soon T1", "sla.breached T1"), (await app.ToldAsync("soon"), await app.ToldAsync("breach")));
        // After the pause an hour and a half is left, of which the last quarter begins at 11:15 in Berlin.
        await app.PostAsync("/v1/events", """{"id":"E2","ticket":"T2","type":"status","to":"open","at":"2026-03-11T09:00:00Z"}""");
        _clock.Now = At("2026-03-11T10:15:00Z");
        Assert.Equal(("sla.due_soon T1, sla.due_soon T2", "sla.breached T1"), (await app.ToldAsync("soon"), await app.ToldAsync("breach")));
    }

    [Fact]
    public async Task Due_times_follow_rules_that_change_and_a_clock_that_jumps()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("breach", """{"sla":"resolution","beforeDueSeconds":0}""");
        await app.PostLinesAsync("/v1/tickets", """{"id":"T1","createdAt":"2026-03-10T12:00:00Z"}""");
        await app.PutAllAsync(("/v1/sla-policies/all", """{"order":1,"resolutionSeconds":7200}"""));
        await app.DerivedAsync();
        _clock.Now += TimeSpan.FromHours(1);
        Assert.Equal("", await app.ToldAsync("breach"));
        _clock.Now -= TimeSpan.FromHours(6);
        await app.SettledAsync();
        await app.PostLinesAsync("/v1/tickets", """{"id":"T2","createdAt":"2026-03-10T12:30:00Z"}""");
        _clock.Now += TimeSpan.FromHours(7.25);
        Assert.Equal("sla.breached T1", await app.ToldAsync("breach"));
        _clock.Now += TimeSpan.FromHours(5);
        Assert.Equal("sla.breached T1, sla.breached T2", await app.ToldAsync("breach"));
    }

    [Fact]
    public async Task Bot_flag_that_is_set_makes_a_ticket_wait_that_it_had_answered()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("late", Waiting);
        await app.PostAsync("/v1/tickets", """{"id":"T1","createdAt":"2026-03-10T12:00:00Z"}""");
        await app.PostAsync("/v1/events", """{"id":"E1","ticket":"T1","type":"reply","at":"2026-03-10T12:01:00Z","agent":"robo"}""");
        _clock.Now += TimeSpan.FromHours(2);
        Assert.Equal("", await app.ToldAsync("late"));
        await app.PutAsync("/v1/agents/robo", """{"bot":true}""");
        Assert.Equal("ticket.waiting T1", await app.ToldAsync("late"));
    }

    [Fact]
    public async Task Account_that_becomes_gold_makes_its_tickets_ones_of_gold_accounts()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.PutAllAsync(("/v1/attributes/tier", """{"of":"account"}"""), ("/v1/accounts/A", """{"attributes":{"tier":"gold"}}"""), ("/v1/accounts/B", """{"attributes":{"tier":"tin"}}"""));
        await app.DerivedAsync();
        await app.MakeAsync("gold", """{"ticket":"awaiting_first_response","forSeconds":3600,"filters":{"account.tier":["gold"]}}""");
        await app.PostLinesAsync("/v1/tickets", """{"id":"T1","createdAt":"2026-03-10T12:00:00Z","account":"A"}""", """{"id":"T2","createdAt":"2026-03-10T12:00:00Z","account":"B"}""");
        _clock.Now += TimeSpan.FromHours(1);
        Assert.Equal("ticket.waiting T1", await app.ToldAsync("gold"));
        await app.PutAsync("/v1/accounts/B", """{"attributes":{"tier":"gold"}}""");
        Assert.Equal("ticket.waiting T1, ticket.waiting T2", await app.ToldAsync("gold"));
    }

    [Fact]
    public async Task Restart_reports_nothing_twice_and_nothing_is_missed_meanwhile()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("low", Negative);
        await app.MakeAsync("late", Waiting);
        await app.PostAsync("/v1/tickets", """{"id":"T1","createdAt":"2026-03-10T12:00:00Z"}""");
        await app.PostAsync("/v1/tickets", """{"id":"T2","createdAt":"2026-03-10T12:20:00Z"}""");
        await app.PostAsync("/v1/surveys", """{"id":"S1","kind":"csat","respondedAt":"2026-03-10T12:01:00Z","score":2}""");
        _clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(("survey.received S1", "ticket.waiting T1"), (await app.ToldAsync("low"), await app.ToldAsync("late")));
        var later = new StandingClock { Now = _clock.Now.AddHours(1) };
        await using var again = await app.RestartAsync(builder => Auth.Keyed.UseClock(builder, later));
        Assert.Equal(("survey.received S1", "ticket.waiting T1, ticket.waiting T2"), (await again.ToldAsync("low"), await again.ToldAsync("late")));
    }

    [Fact]
    public async Task Erased_account_leaves_nothing_in_the_history_and_is_not_reported()
    {
        await using var app = await AlertDesk.StartAsync(_clock);
        await app.MakeAsync("late", Waiting);
        await app.PutAllAsync(("/v1/accounts/A", "{}"), ("/v1/accounts/B", "{}"));
        await app.PostLinesAsync("/v1/tickets",
            """{"id":"T1","createdAt":"2026-03-10T11:30:00Z","account":"A"}""", """{"id":"T2","createdAt":"2026-03-10T11:30:00Z","account":"B"}""", """{"id":"T3","createdAt":"2026-03-10T12:30:00Z","account":"A"}""");
        _clock.Now += TimeSpan.FromHours(1);
        Assert.Equal("ticket.waiting T1, ticket.waiting T2", await app.ToldAsync("late"));
        await app.DeleteAsync("/v1/accounts/A");
        _clock.Now += TimeSpan.FromHours(1);
        Assert.Equal("ticket.waiting T2", await app.ToldAsync("late"));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}
