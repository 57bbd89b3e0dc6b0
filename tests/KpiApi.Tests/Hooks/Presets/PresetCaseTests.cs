namespace KpiApi.Tests.Hooks.Presets;

/// <summary>What is not told by the ticket whose story <see cref="DeskPayloads"/> has.</summary>
public sealed class PresetCaseTests
{
    private const string Zendesk = """{"zendesk_event_version":"2022-11-06","id":"e1","time":"2026-01-05T10:00:00Z","type":"zen:event-type:ticket.TYPE","detail":{"id":"7","created_at":"2026-01-05T09:00:00Z","updated_at":"2026-01-05T10:00:00Z","status":"OPEN","requester_id":"900","submitter_id":"900","assignee_id":"11","actor_id":"11","via":{"channel":"web"}},"event":EVENT}""";

    [Theory]
    [InlineData("merged", "tickets id=7 createdAt=2026-01-05T09:00:00Z status=merged")]
    [InlineData("permanently_deleted", "tickets id=7 createdAt=2026-01-05T09:00:00Z status=deleted")]
    [InlineData("marked_as_spam", "tickets id=7 createdAt=2026-01-05T09:00:00Z updatedAt=2026-01-05T10:00:00Z status=spam")]
    [InlineData("soft_deleted", "tickets id=7 createdAt=2026-01-05T09:00:00Z updatedAt=2026-01-05T10:00:00Z status=deleted")]
    [InlineData("undeleted", "tickets id=7 createdAt=2026-01-05T09:00:00Z status=null")]
    public void Zendesk_ticket_that_is_taken_away_counts_nowhere_until_it_is_back(string type, string item) =>
        Assert.Contains(item + "\n", Items("zendesk", Zendesk.Replace("TYPE", type, StringComparison.Ordinal).Replace("EVENT", "{}", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void Zendesk_ticket_that_an_agent_opens_solved_is_solved_then()
    {
        var items = Items("zendesk", """
            {"zendesk_event_version":"2022-11-06","type":"zen:event-type:ticket.created","time":"2026-01-05T09:00:00Z","event":{},
             "detail":{"id":"7","created_at":"2026-01-05T09:00:00Z","updated_at":"2026-01-05T09:00:00Z","status":"SOLVED","requester_id":"900","submitter_id":"11","assignee_id":"11","group_id":"0","priority":null}}
            """);
        Assert.Contains("createdBy=agent", items, StringComparison.Ordinal);
        Assert.Contains("team=null", items, StringComparison.Ordinal);
        Assert.Contains("type=status at=2026-01-05T09:00:00Z to=solved actor=system agent=11", items, StringComparison.Ordinal);
        Assert.Contains("type=assignment at=2026-01-05T09:00:00Z to=11", items, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"satisfaction_score":{"score":"BAD","comment":"Slow"}}""", "surveys id=7 kind=csat ticket=7 respondedAt=2026-01-05T10:00:00Z score=0 scaleMin=0 scaleMax=1 comment=Slow")]
    public void Zendesk_rating_comes_as_an_event_too(string change, string item) =>
        Assert.Contains(item, Items("zendesk", Zendesk.Replace("TYPE", "csat_received", StringComparison.Ordinal).Replace("EVENT", change, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Theory]
    [InlineData("zendesk", """{"survey":{"ticket":"7","score":"offered","at":"2026-01-05T10:00:00Z"}}""", "surveys id=7 kind=csat ticket=7 sentAt=2026-01-05T10:00:00Z scaleMin=0 scaleMax=1")]
    [InlineData("zendesk", """{"ticket_id":7,"requester_id":900,"score":"unoffered","created_at":"2026-01-05T10:00:00Z"}""", "nothing")]
    [InlineData("freshdesk", """{"event":"spam","ticket":{"id":"5","created":"2026-01-05 09:00:00","modified":"2026-01-05 10:00:00","status":"Open","source":"Outbound Email"}}""", "createdBy=agent status=spam")]
    [InlineData("freshdesk", """{"Ticket ID":"5","Status":"Closed","Source":"Phone","Group":"No Group","Agent":"Anna Berg","Created time":"2026-01-05 09:00:00","Resolved time":"2026-01-05 11:00:00","Closed time":"2026-01-05 11:00:00","Last update time":"2026-01-05 11:00:00","Initial response time":"","Agent interactions":"2"}""",
        "tickets id=5 createdAt=2026-01-05T09:00:00Z updatedAt=2026-01-05T11:00:00Z resolvedAt=2026-01-05T11:00:00Z closedAt=2026-01-05T11:00:00Z replies=2 channel=phone agent='Anna Berg'")]
    [InlineData("chatwoot", """{"event":"message_created","id":9,"message_type":"outgoing","content_type":"text","private":false,"created_at":"2026-01-05 10:00:00 UTC","sender":null,"conversation":{"id":3}}""", "events id=9 ticket=3 type=reply at=2026-01-05T10:00:00Z actor=bot\n")]
    [InlineData("chatwoot", """{"event":"message_created","id":9,"message_type":"template","content_type":"text","private":false,"created_at":"2026-01-05T10:00:00Z","sender":null,"conversation":{"id":3}}""", "nothing")]
    [InlineData("chatwoot", """{"event":"conversation_updated","id":3,"status":"pending","created_at":1767603600,"updated_at":1767607200.123456,"channel":"Channel::Api","meta":{"assignee":{"id":4,"name":"Captain"},"assignee_type":"AgentBot"}}""",
        "tickets id=3 createdAt=2026-01-05T09:00:00Z updatedAt=2026-01-05T10:00:00.123Z channel=api priority=null team=null agent=null\n")]
    [InlineData("intercom", """{"topic":"conversation.deleted","data":{"item":{"type":"conversation","id":"3"}}}""", "tickets id=3 status=deleted\n")]
    [InlineData("intercom", """{"topic":"conversation.admin.single.created","data":{"item":{"type":"conversation","id":"3","created_at":1767603600,"updated_at":1767603600,"state":"open","source":{"type":"email","id":"8","author":{"type":"admin","id":"41"}}}}}""",
        "events ticket=3 type=reply at=2026-01-05T09:00:00Z actor=agent agent=41 id=3@reply@1767603600000")]
    [InlineData("intercom", """{"topic":"conversation.operator.replied","data":{"item":{"type":"conversation","id":"3","conversation_parts":{"conversation_parts":[{"id":"5","part_type":"comment","created_at":1767603600,"author":{"type":"admin","id":"40","name":"Fin","from_ai_agent":true}}]}}}}""",
        "events id=5 ticket=3 type=reply at=2026-01-05T09:00:00Z actor=bot\n")]
    [InlineData("intercom", """{"type":"conversation","id":"3","created_at":1767603600,"updated_at":1767614400,"state":"closed","statistics":{"first_admin_reply_at":1767604800,"first_close_at":1767610800,"last_close_at":1767614400,"count_reopens":1}}""",
        "firstResponseAt=2026-01-05T09:20:00Z firstResolvedAt=2026-01-05T11:00:00Z resolvedAt=2026-01-05T12:00:00Z reopens=1")]
    [InlineData("zammad", """{"ticket":{"id":8,"number":"10","state":"merged","created_at":"2026-01-05T09:00:00Z","updated_at":"2026-01-05T10:00:00Z","owner_id":1,"create_article_sender":"Agent"},"article":{}}""", "agent=null account=null createdBy=agent status=merged")]
    [InlineData("zammad", """{"article":{"id":6,"ticket_id":8,"sender":"Agent","type":"phone","internal":false,"created_at":"2026-01-05T10:00:00Z","created_by_id":14}}""", "events id=6 ticket=8 type=call at=2026-01-05T10:00:00Z actor=agent agent=14")]
    [InlineData("hubspot", """[{"subscriptionType":"ticket.deletion","objectId":4,"occurredAt":1767603600000}]""", "tickets id=4 status=deleted\n")]
    [InlineData("hubspot", """[{"subscriptionType":"ticket.restore","objectId":4,"occurredAt":1767603600000}]""", "tickets id=4 status=null\n")]
    [InlineData("hubspot", """[{"subscriptionType":"ticket.merge","objectId":4,"primaryObjectId":4,"mergedObjectIds":[5,6],"occurredAt":1767603600000}]""", "  tickets id=5 status=merged\n  tickets id=6 status=merged\n")]
    [InlineData("hubspot", """[{"subscriptionType":"object.propertyChange","objectTypeId":"0-5","objectId":4,"propertyName":"hs_pipeline_stage","propertyValue":"99120","occurredAt":1767603600000}]""", "  events ticket=4 type=stage at=2026-01-05T09:00:00Z to=99120 actor=system id=4@stage@1767603600000@99120\n")]
    [InlineData("hubspot", """[{"subscriptionType":"contact.propertyChange","objectId":4,"propertyName":"hubspot_owner_id","propertyValue":"31","occurredAt":1767603600000}]""", "nothing")]
    [InlineData("hubspot", """{"hs_object_id":"6","hs_survey_type":"NPS","hs_value":"9","hs_ticket_id":"4","hs_submission_timestamp":"1767603600000"}""", "surveys id=6 kind=nps ticket=4 respondedAt=2026-01-05T09:00:00Z score=9\n")]
    public void Payload_gives(string desk, string payload, string item) => Assert.Contains(item, Items(desk, payload), StringComparison.Ordinal);

    private static string Items(string desk, string payload) => PresetMapTests.Items(desk, payload);
}
