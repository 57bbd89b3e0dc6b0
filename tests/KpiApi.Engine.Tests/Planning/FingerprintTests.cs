using KpiApi.Engine.Columns;
using KpiApi.Engine.Planning;

namespace KpiApi.Engine.Tests.Planning;

/// <summary>What is cached is found by it, so it must be equal exactly where the same rows are counted in the same way.</summary>
public class FingerprintTests
{
    private const string March = "from=2026-03-01&to=2026-04-01";

    private static readonly Desk s_desk = new(Given.Rules(Given.Weekdays("Europe/Berlin", "09:00-17:00")));
    private static readonly Lazy<FactSnapshot> s_snapshot = new(() => ManyFacts.Publish(ManyFacts.Tickets(100)));

    [Theory]
    [InlineData("metrics=tickets_created&channel=email&agent=a1", "metrics=tickets_created&agent=a1&channel=email")]
    [InlineData("metrics=tickets_created&channel=email&channel=chat", "metrics=tickets_created&channel=chat&channel=email")]
    [InlineData("metrics=open_tickets&channel=email&agent.not=a1&interval=day", "metrics=open_tickets&agent.not=a1&channel=email&interval=day")]
    public void Order_of_filters_does_not_matter(string one, string other) => Assert.Equal(Of(one), Of(other));

    [Fact]
    public void Period_does_not_matter() =>
        Assert.Equal(Of("metrics=csat,nps&interval=day"), Of("metrics=csat,nps&interval=day", "from=2026-02-21T01:02:03Z&to=2026-03-05"));

    [Theory]
    [InlineData("metrics=tickets_created", "metrics=tickets_created&channel=email")]
    [InlineData("metrics=tickets_created&channel=email", "metrics=tickets_created&channel.not=email")]
    [InlineData("metrics=tickets_created&channel=email", "metrics=tickets_created&channel=chat")]
    [InlineData("metrics=tickets_created&groupBy=channel", "metrics=tickets_created&groupBy=reason")]
    [InlineData("metrics=tickets_created&groupBy=channel,reason", "metrics=tickets_created&groupBy=reason,channel")]
    [InlineData("metrics=tickets_created&interval=day", "metrics=tickets_created&interval=week")]
    [InlineData("metrics=tickets_created&interval=day", "metrics=tickets_created&interval=day&timeZone=Asia/Tokyo")]
    [InlineData("metrics=tickets_created", "metrics=tickets_resolved")]
    [InlineData("metrics=resolution_time", "metrics=resolution_time:p90")]
    [InlineData("metrics=resolution_time", "metrics=resolution_time&hours=business")]
    [InlineData("metrics=open_tickets", "metrics=unassigned_tickets")]
    [InlineData("metrics=open_tickets", "metrics=awaiting_first_response")]
    [InlineData("metrics=nps_promoters", "metrics=nps_passives")]
    public void Everything_else_does(string one, string other) => Assert.Empty(Of(one).Intersect(Of(other)));

    private static List<Fingerprint> Of(string query, string period = March) =>
        [.. QueryPlanner.Plan(s_desk.Parse($"{query}&{period}&allowUnknown=true"), s_snapshot.Value).Steps.Select(step => step.Fingerprint)];
}
