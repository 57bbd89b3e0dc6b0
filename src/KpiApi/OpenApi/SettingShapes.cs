using System.Text.Json.Nodes;
using KpiApi.Engine.Metrics;
using KpiApi.Settings;
using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

/// <summary>The settings, as they are sent and shown.</summary>
internal static class SettingShapes
{
    public static OpenApiSchema Calendar()
    {
        var window = Shapes.Object("A window of business time.",
            ("from", Shapes.Text("When it begins, HH:mm.", "09:00")),
            ("to", Shapes.Text("When it ends, HH:mm or 24:00. Not after `from`: on the next day.", "18:00")));
        window.Required = new HashSet<string> { "from", "to" };
        var hours = Shapes.Object("The windows of each weekday; a day without any is closed.",
            WeekHours.DayNames.Select(day => (day, (IOpenApiSchema)Shapes.OrNull(Shapes.List(window)))));
        return Setting("Office hours. The calendar with the id `default` serves every ticket whose policy names none.", ["timeZone", "hours"],
            ("timeZone", Shapes.Text("IANA name, of the clock that the hours are written by.", "Europe/Berlin")),
            ("hours", hours),
            ("holidays", Shapes.OrNull(Shapes.List(Date(), "Days on which no window begins."))));
    }

    public static OpenApiSchema SlaPolicy() => Setting("What is promised to which tickets; at least one of the two times.", [],
        ("order", Shapes.OrNull(Shapes.Whole("The first policy by order that fits a ticket is the ticket's. Default: 0.", 1))),
        ("when", Shapes.OrNull(Shapes.Object("The ticket's value at creation has to be one of each list; absent = any.",
            ("priority", Values()), ("channel", Values()), ("reason", Values()), ("team", Values())))),
        ("firstResponseSeconds", Shapes.OrNull(Shapes.Whole("From creation to the first response.", 3600))),
        ("resolutionSeconds", Shapes.OrNull(Shapes.Whole("From creation to the first resolution.", 86400))),
        ("calendar", Shapes.OrNull(Shapes.Text("The calendar whose hours count; absent = round the clock.", "default"))),
        ("pauseOn", Shapes.OrNull(Shapes.List(Shapes.Choice("", ["new", "open", "pending", "on_hold"]), "Statuses in which the clock stands still."))));

    public static OpenApiSchema Target() => Setting("A value that a metric should reach.", ["metric", "value"],
        ("metric", Shapes.Choice("The metric; where it has no direction, higher counts as better.", MetricCatalogue.All.Select(metric => metric.Name))),
        ("value", Shapes.Number("In the metric's unit: seconds, percent, points, money.")),
        ("warnAt", Shapes.OrNull(Shapes.Number("On the worse side of `value`: between them the status is warn."))),
        ("filters", Shapes.OrNull(Shapes.Map(Shapes.Text("The value."), "By dimension: what the target is for; absent = for everything."))));

    public static JsonNode CalendarExample() => JsonNode.Parse("""
        { "timeZone": "Europe/Berlin", "hours": { "monday": [ { "from": "09:00", "to": "18:00" } ], "friday": [ { "from": "21:00", "to": "02:00" } ] }, "holidays": ["2026-12-25"] }
        """)!;

    public static JsonNode SlaPolicyExample() => JsonNode.Parse("""
        { "order": 1, "when": { "priority": ["high", "urgent"] }, "firstResponseSeconds": 3600, "resolutionSeconds": 86400, "pauseOn": ["pending"] }
        """)!;

    public static JsonNode TargetExample() => JsonNode.Parse("""{ "metric": "csat", "value": 85, "warnAt": 80, "filters": { "channel": "chat" } }""")!;

    private static OpenApiSchema Setting(string description, string[] required, params (string Name, IOpenApiSchema Schema)[] members)
    {
        var schema = Shapes.Object(description, [("id", Shapes.Text("That of the path; may be left out.", "default")), .. members]);
        schema.Required = required.ToHashSet();
        return schema;
    }

    private static OpenApiSchema Values() => Shapes.OrNull(Shapes.List(Shapes.Text("A value.")));

    private static OpenApiSchema Date()
    {
        var date = Shapes.Text("A day.", "2026-12-25");
        date.Format = "date";
        return date;
    }
}
