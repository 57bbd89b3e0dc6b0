using System.Text.Json.Nodes;
using KpiApi.Http.Descriptions;
using Microsoft.OpenApi;

namespace KpiApi.Settings;

/// <summary>The settings as they are sent: what may be left out, and null.</summary>
internal static class SettingShapes
{
    public const string Holiday = "Holiday";

    private const string Window = "HoursWindow";
    private const string OpenStatus = "OpenStatus";

    public static IEnumerable<(string Name, OpenApiSchema Schema)> All =>
    [
        ("CalendarBody", Calendar()), ("SlaPolicyBody", SlaPolicy()), ("TargetBody", Target()), ("ReportBody", Report()), ("AttributeBody", Attribute()),
        (Holiday, OneHoliday()),
        (OpenStatus, Shapes.Choice("A status of a ticket that is open.", ["new", "open", "pending", "on_hold"])),
    ];

    public static JsonNode CalendarExample() => JsonNode.Parse("""
        { "timeZone": "Europe/Berlin", "hours": { "monday": [ { "from": "09:00", "to": "18:00" } ], "friday": [ { "from": "21:00", "to": "02:00" } ] }, "holidays": [ "--12-25", "2026-05-01", { "date": "--12-24", "hours": [ { "from": "09:00", "to": "12:00" } ] } ],
          "versions": [ { "from": "2027-01-01", "hours": { "monday": [ { "from": "08:00", "to": "20:00" } ] } } ] }
        """)!;

    public static JsonNode SlaPolicyExample() => JsonNode.Parse("""
        { "order": 1, "when": { "priority": ["high", "urgent"] }, "firstResponseSeconds": 3600, "resolutionSeconds": 86400, "pauseOn": ["pending"] }
        """)!;

    public static JsonNode TargetExample() => JsonNode.Parse("""{ "metric": "csat", "value": 85, "warnAt": 80, "filters": { "channel": "chat" } }""")!;

    public static JsonNode AttributeExample() => JsonNode.Parse("""{ "of": "account", "title": "Tier" }""")!;

    private static OpenApiSchema Attribute() => Setting("An attribute that accounts or tickets may have: the dimension and filter `account.<id>` or `ticket.<id>`. At most 16 of each.",
        [("of", Shapes.Choice("Whose it is.", ["account", "ticket"]))], [("title", Shapes.OrNull(Shapes.Text("For people to read.", "Tier")))]);

    public static JsonNode ReportExample() => JsonNode.Parse("""
        { "name": "CSAT by channel, last month", "query": { "metrics": ["csat"], "groupBy": ["channel"], "period": "last_month" } }
        """)!;

    private static OpenApiSchema Report() => Setting("A stored query. Deleting it revokes its links.",
    [
        ("name", Shapes.Text("For people to read.", "CSAT by channel, last month")),
        ("query", Shapes.Ref(ReportSetting.QueryComponent, "The body of a POST to /v1/kpis.")),
    ],
    []);

    private static OpenApiSchema Calendar() => Setting("Office hours. The calendar with the id `default` serves every ticket whose policy names none.",
    [
        ("timeZone", Shapes.Text("IANA name, of the clock that the hours are written by.", "Europe/Berlin")),
        ("hours", Hours()),
    ],
    [
        ("holidays", Shapes.OrNull(Holidays())),
        ("versions", Shapes.OrNull(Shapes.List(Shapes.Object("Hours, holidays or both from a day on; what is left out stays as it was before.",
            [("from", Date())], [("hours", Shapes.OrNull(Hours())), ("holidays", Shapes.OrNull(Holidays()))]), "Changes from a day on, so that new hours do not change the past."))),
    ]);

    private static OpenApiSchema Hours() => Shapes.Object("The windows of each weekday; a day without any is closed.", [],
        WeekHours.DayNames.Select(day => (day, (IOpenApiSchema)Shapes.OrNull(Shapes.List(Shapes.Ref(Window))))));

    private static OpenApiSchema Holidays() => Shapes.List(Shapes.Ref(Holiday), "Days with hours of their own, or none.");

    private static OpenApiSchema OneHoliday() => new()
    {
        Description = "A day on which no window begins, or one with windows of its own. A day of each year opens no weekday that is closed; a date does.",
        OneOf =
        [
            Shapes.Text("A date, or --MM-dd for each year.", "--12-25"),
            Shapes.Object(null, [("date", Shapes.Text("A date, or --MM-dd for each year.", "--12-24"))], [("hours", Shapes.OrNull(Shapes.List(Shapes.Ref(Window), "Its windows; none = closed.")))]),
        ],
    };

    private static OpenApiSchema SlaPolicy() => Setting("What is promised to which tickets; at least one of the three times.", [],
    [
        ("order", Shapes.OrNull(Shapes.Whole("The first policy by order that fits a ticket is the ticket's. Default: 0.", int.MinValue, int.MaxValue))),
        ("when", Shapes.OrNull(Shapes.Object("The ticket's value at creation has to be one of each list; absent = any.", [],
            [("priority", Values()), ("channel", Values()), ("reason", Values()), ("team", Values())]))),
        ("firstResponseSeconds", Shapes.OrNull(Shapes.Whole("From creation to the first response.", 3600))),
        ("nextReplySeconds", Shapes.OrNull(Shapes.Whole("From each public message of the customer but the first to the next answer.", 14400))),
        ("resolutionSeconds", Shapes.OrNull(Shapes.Whole("From creation to the first resolution.", 86400))),
        ("calendar", Shapes.OrNull(Shapes.Text("The calendar whose hours count; absent = round the clock.", "default"))),
        ("pauseOn", Shapes.OrNull(Shapes.List(Shapes.Ref(OpenStatus), "Statuses in which the clock stands still."))),
    ]);

    private static OpenApiSchema Target() => Setting("A value that a metric should reach.",
    [
        ("metric", Shapes.Text("Its name in the catalogue, or the share of its times within a duration: `first_response_time:within_4h`. Where it has no direction, higher counts as better.", "csat")),
        ("value", Shapes.Number("In the metric's unit: seconds, percent, points, money.")),
    ],
    [
        ("warnAt", Shapes.OrNull(Shapes.Number("On the worse side of `value`: between them the status is warn."))),
        ("filters", Shapes.OrNull(Shapes.Map(Shapes.Text("The value."), "By dimension: what the target is for; absent = for everything."))),
    ]);

    private static OpenApiSchema Setting(
        string description, IEnumerable<(string Name, IOpenApiSchema Schema)> required, IEnumerable<(string Name, IOpenApiSchema Schema)> optional) =>
        Shapes.Object(description, required, [("id", Shapes.Text("That of the path; may be left out.", "default")), .. optional]);

    private static OpenApiSchema Values() => Shapes.OrNull(Shapes.List(Shapes.Text("A value.")));

    private static OpenApiSchema Date()
    {
        var date = Shapes.Text("A day.", "2026-12-25");
        date.Format = "date";
        return date;
    }
}
