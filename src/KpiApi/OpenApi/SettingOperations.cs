using System.Net.Mime;
using System.Text.Json.Nodes;
using KpiApi.Settings;

namespace KpiApi.OpenApi;

/// <summary>GET, PUT and DELETE of each kind of setting.</summary>
internal static class SettingOperations
{
    private static readonly string[] s_codes = ["required", "wrong_type", "unknown_field", "duplicate_field", "out_of_range", "empty", "too_long", "control_character", "id_mismatch"];

    public static IEnumerable<KeyValuePair<string, Action<Operation>>> All { get; } =
    [
        .. Of(SettingKinds.Calendars, "Calendar", "default", SettingShapes.CalendarExample(), ["unknown_time_zone", "invalid_time", "invalid_date"]),
        .. Of(SettingKinds.SlaPolicies, "SlaPolicy", "gold", SettingShapes.SlaPolicyExample(), ["unknown_calendar", "unknown_value", "not_whole"]),
        .. Of(SettingKinds.Targets, "Target", "csat-chat", SettingShapes.TargetExample(),
            ["unknown_metric", "unknown_dimension", "dimension_not_allowed", "warn_at_better_side", "conflict"]),
    ];

    private static IEnumerable<KeyValuePair<string, Action<Operation>>> Of(SettingKind kind, string component, string id, JsonNode example, string[] codes)
    {
        var (all, one, name) = ($"/v1/{kind.Name}", $"/v1/{kind.Name}/{{id}}", kind.Singular);
        yield return new($"GET {all}", o => o
            .Is($"list{Plural(component)}", Tags.Settings, $"Every {name}", "All of them, by id.")
            .Answers(200, "All of them; `nextCursor` is always null.", Shapes.Object(null,
                ("items", Shapes.List(o.Component(component))), ("nextCursor", Shapes.OrNull(Shapes.Text("Null.")))))
            .Fails(406, "`Accept` allows no JSON.", ["not_acceptable"]));
        yield return new($"GET {one}", o => o
            .Is($"get{component}", Tags.Settings, $"One {name}", "As it is in force, with everything that was left out filled in.")
            .InPath("id", Shapes.Text($"The {name}'s id.", id))
            .Answers(200, $"The {name}.", o.Component(component))
            .Fails(404, $"There is no such {name}.", ["not_found"])
            .Fails(406, "`Accept` allows no JSON.", ["not_acceptable"]));
        yield return new($"PUT {one}", o => Put(o, kind, component, id, example, codes));
        yield return new($"DELETE {one}", o => Delete(o, kind, component, id));
    }

    private static void Put(Operation o, SettingKind kind, string component, string id, JsonNode example, string[] codes) => o
        .Is($"put{component}", Tags.Settings, $"Create or replace one {kind.Singular}", kind.ChangesFacts
            ? "Answered when it is stored. All facts are derived again in the background, which `deriving` says; queries see the numbers of the rules before until "
                + "that is done, and never a mixture. Send it again to ask whether it still goes on."
            : "Answered when it is stored and in force.")
        .InPath("id", Shapes.Text($"The {kind.Singular}'s id.", id))
        .Takes("The whole of it: what is left out has its default afterwards.", (MediaTypeNames.Application.Json, o.Component(component), [("setting", example)]))
        .Answers<SettingResult>(200, "It was there: updated or unchanged.")
        .Answers<SettingResult>(201, "It is new.")
        .Fails(400, "The body is not JSON.", ["malformed_json", "invalid_utf8"])
        .Fails(406, "`Accept` allows no JSON.", ["not_acceptable"])
        .Fails(413, "The body is too large.", ["too_large"])
        .Fails(415, "Another media type or encoding.", ["unsupported_media_type"])
        .Fails(422, "Everything that is wrong with it, at once; nothing was stored.", [.. s_codes, .. codes])
        .Fails(500, "The database is damaged; sending it again is of no use.", ["store_damaged"])
            .Fails(503, "The store is away, or too much waits for it; `Retry-After` says when to try again.", ["store_unavailable", "store_busy"]);

    private static void Delete(Operation o, SettingKind kind, string component, string id)
    {
        o.Is($"delete{component}", Tags.Settings, $"Remove one {kind.Singular}", kind.ChangesFacts ? "Facts are derived again without it, as after a change." : "In force when answered.")
            .InPath("id", Shapes.Text($"The {kind.Singular}'s id.", id))
            .Answers<SettingResult>(200, "It is gone.")
            .Fails(404, $"There is no such {kind.Singular}.", ["not_found"])
            .Fails(406, "`Accept` allows no JSON.", ["not_acceptable"]);
        if (kind == SettingKinds.Calendars) o.Fails(409, "An SLA policy counts in its hours.", ["calendar_in_use"]);
        o.Fails(500, "The database is damaged; sending it again is of no use.", ["store_damaged"])
            .Fails(503, "The store is away, or too much waits for it; `Retry-After` says when to try again.", ["store_unavailable", "store_busy"]);
    }

    private static string Plural(string component) => component.EndsWith('y') ? component[..^1] + "ies" : component + "s";
}
