using System.Globalization;
using System.Text.Json;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Model;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Json;

namespace KpiApi.Settings;

/// <summary>
/// Reads the form of an alert. Whether its metric, statistic, filters and dimension are there depends on the data, and is checked where it is put.
/// </summary>
internal static class AlertReader
{
    public const string Target = "target";

    /// <summary>Unless said; of a metric that has no sample, such as a count, there is none.</summary>
    public const int DefaultMinCount = 20;

    private const int MaxIdLength = 100;
    private const int MaxWebhooks = 20;
    private const long MaxSeconds = 366 * 86_400L;
    private const int MaxWindowMinutes = 7 * 24 * 60;
    private const decimal MaxThreshold = 1_000_000_000_000;

    private static readonly string[] s_hours = ["calendar", "business"];
    private static readonly string[] s_intervals = ["hour", "day"];
    private static readonly string[] s_waits = ["awaiting_first_response", "awaiting_reply"];
    private static readonly string[] s_clocks = ["first_response", "next_reply", "resolution"];
    private static readonly string[] s_outcomes = ["negative"];

    /// <summary>By the member that says which kind it is: the members that the kind has.</summary>
    private static readonly Dictionary<string, string[]> s_kinds = new()
    {
        ["metric"] = ["metric", "filters", "hours", "window", "above", "below", "minCount"],
        ["unusual"] = ["unusual", "interval", "groupBy"],
        ["ticket"] = ["ticket", "forSeconds", "filters"],
        ["sla"] = ["sla", "beforeDueSeconds"],
        ["survey"] = ["survey", "outcome"],
    };

    /// <summary>Named ones that end; of all time is no window.</summary>
    private static readonly string[] s_periods = [.. NamedPeriods.Names.Where(name => name != "all")];

    public static AlertSetting Read(JsonMembers members)
    {
        if (members.Id.Length is 0 or > MaxIdLength || members.Id[0] == '.' || members.Id.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-' or '.')))
            members.Problem("id", "invalid_id", $"The id of an alert has up to {MaxIdLength} letters, digits, '_', '-' and '.', and does not begin with a dot.", members.Id);
        return new(
            members.Id, ReadWhen(members), ReadWebhooks(members), members.Text("title"), members.Whole("silencedUntilMs", 0, long.MaxValue),
            members.Whole("madeAtMs", 0, long.MaxValue) ?? 0, members.Whole("madeVersion", 0, long.MaxValue) ?? 0);
    }

    /// <summary>Milliseconds of a window such as 60m or 4h; null for what is none.</summary>
    public static long? WindowMs(string window) =>
        window.Length > 1 && window[0] != '0' && int.TryParse(window.AsSpan(0, window.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && window[^1] switch { 'm' => number, 'h' => number * 60L, _ => 0L } is > 0 and <= MaxWindowMinutes and var minutes ? minutes * 60_000L : null;

    private static List<string> ReadWebhooks(JsonMembers members)
    {
        if (!members.Has("webhooks") && members.IsRead) members.Problem("webhooks", "required", "webhooks is missing; with an empty list events are only in the history and on the stream.");
        var ids = members.Texts("webhooks").Select(webhook => webhook.Text).Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count > MaxWebhooks) members.Problem("webhooks", "too_many", $"An alert sends to at most {MaxWebhooks} webhooks.", ids.Count);
        return ids;
    }

    private static AlertWhen ReadWhen(JsonMembers members)
    {
        if (members.RequiredJsonObject("when") is not { } json) return new();
        var kinds = s_kinds.Keys.Where(kind => json.TryGetProperty(kind, out _)).ToList();
        if (kinds.Count != 1)
        {
            var known = members.Within(json, "/when", [.. s_kinds.Values.SelectMany(names => names).Distinct()]);
            known.ProblemAt("/when", kinds.Count == 0 ? "required" : "conflict", $"when has exactly one of {string.Join(", ", s_kinds.Keys)}{(kinds.Count == 0 ? "." : $", and not {string.Join(" and ", kinds)}.")}");
            return new();
        }

        var when = members.Within(json, "/when", s_kinds[kinds[0]]);
        return kinds[0] switch
        {
            "metric" => ReadMetric(when, json),
            "unusual" => new() { Unusual = when.RequiredText("unusual"), Interval = Choice(when, "interval", s_intervals), GroupBy = when.Text("groupBy") },
            "ticket" => new() { Ticket = Choice(when, "ticket", s_waits), ForSeconds = Seconds(when, "forSeconds", 1), Filters = ReadFilters(when, json) },
            "sla" => new() { Sla = Choice(when, "sla", s_clocks), BeforeDueSeconds = Seconds(when, "beforeDueSeconds", 0) },
            _ => new() { Survey = Choice(when, "survey", SurveyKindNames.All), Outcome = Choice(when, "outcome", s_outcomes) },
        };
    }

    private static AlertWhen ReadMetric(JsonMembers when, JsonElement json)
    {
        if (when.Has("above") == when.Has("below")) when.ProblemAt("/when", when.Has("above") ? "conflict" : "required", "An alert of a metric has either above or below.");
        return new()
        {
            Metric = when.RequiredText("metric"),
            Filters = ReadFilters(when, json),
            Hours = when.Has("hours") ? Choice(when, "hours", s_hours) : s_hours[0],
            Window = ReadWindow(when),
            Above = ReadThreshold(when, json, "above"),
            Below = ReadThreshold(when, json, "below"),
            MinCount = (int?)when.Whole("minCount", 0, int.MaxValue),
        };
    }

    private static string ReadWindow(JsonMembers when)
    {
        var window = when.RequiredText("window");
        if (window.Length > 0 && WindowMs(window) is null && !s_periods.Contains(window))
            when.Problem("window", "unknown_value", $"window is a number of minutes or hours of at most seven days, such as 60m or 4h, or one of {string.Join(", ", s_periods)}.", window, Nearest.To(window, s_periods));
        return window;
    }

    private static JsonElement? ReadThreshold(JsonMembers when, JsonElement json, string name)
    {
        if (!when.Has(name)) return null;
        var value = json.GetProperty(name);
        if (value.ValueKind != JsonValueKind.String) return when.Number(name, -MaxThreshold, MaxThreshold) is null ? null : value.Clone();
        if (value.GetString() == Target) return value.Clone();
        when.Problem(name, "unknown_value", $"{name} is a number, or {Target} for that of the metric.", value.GetString(), Target);
        return null;
    }

    private static SortedDictionary<string, IReadOnlyList<string?>>? ReadFilters(JsonMembers when, JsonElement json)
    {
        if (!when.Has("filters")) return null;
        var (filters, given) = (new SortedDictionary<string, IReadOnlyList<string?>>(StringComparer.Ordinal), json.GetProperty("filters"));
        if (given.ValueKind != JsonValueKind.Object)
        {
            when.Problem("filters", "wrong_type", "filters has to be an object of lists: {\"channel\": [\"email\", null]}.");
            return null;
        }

        foreach (var filter in given.EnumerateObject())
        {
            JsonElement[] values = filter.Value.ValueKind == JsonValueKind.Array ? [.. filter.Value.EnumerateArray()] : [filter.Value];
            if (Array.Exists(values, value => value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)))
                when.ProblemAt($"/when/filters/{filter.Name}", "wrong_type", $"{filter.Name} has to be a list of texts; null is no value.");
            else if (!filters.TryAdd(filter.Name, [.. values.Select(value => value.GetString())]))
                when.ProblemAt($"/when/filters/{filter.Name}", "duplicate_field", $"{filter.Name} is given more than once.");
        }

        return filters.Count == 0 ? null : filters;
    }

    private static long? Seconds(JsonMembers when, string name, long min)
    {
        if (!when.Has(name)) when.Problem(name, "required", $"{name} is missing.");
        return when.Whole(name, min, MaxSeconds);
    }

    private static string Choice(JsonMembers when, string name, IReadOnlyList<string> choices)
    {
        var text = when.RequiredText(name);
        if (text.Length > 0 && !choices.Contains(text)) when.Problem(name, "unknown_value", $"{name} is one of {string.Join(", ", choices)}.", text, Nearest.To(text, choices));
        return text;
    }
}
