using KpiApi.Engine.Model;
using KpiApi.Ingest.Contracts;

namespace KpiApi.Tests.Ingest;

public sealed class EventRulesTests
{
    private const string Start = """{"id":"E-1","ticket":"T-1","at":"2026-01-05T09:12:00Z",""";

    [Theory]
    [InlineData("\"type\":\"status\"}", "/to required")]
    [InlineData("\"type\":\"stage\",\"to\":null}", "/to required")]
    [InlineData("\"type\":\"status\",\"to\":\"resolved\"}", "/to unknown_value")]
    [InlineData("\"type\":\"status\",\"from\":\"opne\",\"to\":\"solved\"}", "/from unknown_value")]
    [InlineData("\"type\":\"reply\",\"public\":\"yes\"}", "/public wrong_type")]
    [InlineData("\"type\":\"reply\",\"durationSeconds\":-1}", "/durationSeconds out_of_range")]
    [InlineData("\"type\":\"reply\",\"actor\":\"robot\"}", "/actor unknown_value")]
    [InlineData("\"agent\":\"anna\"}", "/type required")]
    public void Event_that_is_wrong_is_told(string rest, string problem) => Assert.Equal(problem, OneItem.Read(EventContract.Contract, Start + rest).Problems());

    [Theory]
    [InlineData("\"type\":\"reply\"}", Actor.Agent, true)]
    [InlineData("\"type\":\"call\"}", Actor.Agent, true)]
    [InlineData("\"type\":\"chat\",\"public\":false}", Actor.Agent, false)]
    [InlineData("\"type\":\"note\"}", Actor.Agent, false)]
    [InlineData("\"type\":\"note\",\"public\":true}", Actor.Agent, true)]
    [InlineData("\"type\":\"customer_message\"}", Actor.Customer, true)]
    [InlineData("\"type\":\"customer_message\",\"actor\":\"system\"}", Actor.System, true)]
    [InlineData("\"type\":\"remote session\",\"actor\":\"bot\"}", Actor.Bot, false)]
    [InlineData("\"type\":\"assignment\"}", Actor.Agent, false)]
    public void Event_has_the_defaults_of_its_type(string rest, Actor actor, bool isPublic)
    {
        var row = OneItem.Read(EventContract.Contract, Start + rest).Row();
        Assert.Equal((actor, isPublic), (row.Actor, row.Public));
    }

    [Fact]
    public async Task Event_with_every_field_is_stored_as_sent()
    {
        await using var app = await KpiApp.StartAsync();
        await app.PutAsync("/v1/events/E-1", """
            {"ticket":"T-1","type":"status","at":"2026-01-05T09:12:00Z","actor":"agent","agent":"anna","public":true,"durationSeconds":0.0005,"from":"open","to":"solved"}
            """);
        using var database = app.OpenDatabase();
        Assert.Equal(
            new TicketEvent { Id = "E-1", Ticket = "T-1", Type = "status", AtMs = 1_767_604_320_000, Agent = "anna", Public = true, DurationMs = 1, From = "open", To = "solved" },
            database.Events.Single());
    }
}
