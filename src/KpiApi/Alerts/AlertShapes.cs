using System.Text.Json.Nodes;
using KpiApi.Engine.Calendars;
using KpiApi.Http.Descriptions;
using KpiApi.Kpis.Endpoints;
using Microsoft.OpenApi;

namespace KpiApi.Alerts;

/// <summary>Alerts as they are sent.</summary>
internal static class AlertShapes
{
    public const string Body = "AlertBody";
    public const string Silence = "AlertSilence";
    public const string When = "AlertWhen";

    public static IEnumerable<(string Name, OpenApiSchema Schema)> All => [(Body, BodyShape()), (Silence, SilenceShape()), (When, WhenShape())];

    public static readonly JsonNode Example = JsonNode.Parse("""
        { "when": { "metric": "first_response_time:median", "filters": { "channel": ["email"] }, "window": "60m", "above": 14400 }, "webhooks": [], "title": "Mail is answered late" }
        """)!;

    public static readonly JsonNode TicketExample = JsonNode.Parse("""{ "when": { "ticket": "awaiting_reply", "forSeconds": 14400 }, "webhooks": [] }""")!;

    public static readonly JsonNode SurveyExample = JsonNode.Parse("""{ "when": { "survey": "csat", "outcome": "negative" }, "webhooks": [] }""")!;

    private static OpenApiSchema BodyShape() => Shapes.Object("An alert that is wanted.",
        [("when", Shapes.Ref(When)), ("webhooks", Shapes.List(Shapes.Text("The id of a webhook.", "ops"), "Those that its events are sent to, at most 20; empty = they are only in the history and on the stream."))],
        [("id", Shapes.Text("That of the path; may be left out.", "late-mail")), ("title", Shapes.OrNull(Shapes.Text("For people to read; made from `when` where it is absent.", "Mail is answered late")))]);

    private static OpenApiSchema SilenceShape() => Shapes.Object("How long nothing is sent.", [],
        [("until", Shapes.OrNull(Shapes.Instant("Until then; absent or null ends the silence now.", "2026-11-02T18:00:00Z")))]);

    private static OpenApiSchema WhenShape() => Shapes.Object(
        "What it waits for: `metric`, `unusual`, `ticket`, `sla` or `survey`, exactly one, with the members that belong to it.", [],
        [
            ("metric", Shapes.Text("Opens when the metric crosses `above` or `below` in `window`, and closes when it is back: a metric, with or without a statistic.", "first_response_time:median")),
            ("filters", KpiShapes.Filters()),
            ("hours", Shapes.Choice("With `metric`: what durations count.", ["calendar", "business"], "calendar")),
            ("window", Shapes.Text($"With `metric`: the last minutes or hours, at most seven days (`60m`, `4h`), or a period: {string.Join(", ", NamedPeriods.Names.Where(name => name != "all"))}.", "60m")),
            ("above", Threshold("With `metric`: a number in its unit, or `target`.")),
            ("below", Threshold("With `metric`: a number in its unit, or `target`.")),
            ("minCount", Shapes.Whole("With `metric`: a value of a smaller sample neither opens nor closes. 20 unless said; 0 for counts, sums and levels, which are no samples.", 0, int.MaxValue)),
            ("unusual", Shapes.Text("Opens when the last complete bucket of the metric is outside the range that those before let expect, and closes when one is within it.", "tickets_created")),
            ("interval", Shapes.Choice("With `unusual`: the length of a bucket.", ["hour", "day"])),
            ("groupBy", Shapes.OrNull(Shapes.Text("With `unusual`: a dimension, each of whose values opens and closes by itself.", "reason"))),
            ("ticket", Shapes.Choice("Reports each open ticket that waits longer than `forSeconds`.", ["awaiting_first_response", "awaiting_reply"])),
            ("forSeconds", Shapes.Whole("With `ticket`: how long it has to wait.", 14_400)),
            ("sla", Shapes.Choice("Reports each SLA clock that is due in `beforeDueSeconds`, or was not met.", ["first_response", "next_reply", "resolution"])),
            ("beforeDueSeconds", Shapes.Whole("With `sla`: how long before; 0 = at the breach.", 900)),
            ("survey", Shapes.Choice("Reports each answer with the `outcome`.", ["csat", "nps", "ces"])),
            ("outcome", Shapes.Choice("With `survey`.", ["negative"])),
        ]);

    private static OpenApiSchema Threshold(string description) => new() { Description = description, Examples = [JsonValue.Create(14_400), JsonValue.Create("target")] };
}
