using System.Globalization;
using System.Text.Json;
using KpiApi.Engine.Metrics;

namespace KpiApi.Webhooks.Formats;

/// <summary>An event in words for people.</summary>
/// <param name="Headline">What happened, on one line.</param>
/// <param name="Facts">What else is known, a line each.</param>
/// <param name="Url">Where to look; null when nobody said where the page is.</param>
/// <param name="IsGood">Something is over.</param>
internal sealed record EventText(string Headline, IReadOnlyList<string> Facts, string? Url, bool IsGood)
{
    private static readonly (int Seconds, string Name)[] s_units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];

    /// <param name="json">The event, as the standard format sends it.</param>
    public static EventText Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        var (type, data) = (Text(document.RootElement, "type") ?? "", document.RootElement.TryGetProperty("data", out var found) ? found : default);
        var (title, ticket) = (Text(data, "title") ?? Text(data, "alert") ?? "", Text(data, "ticket"));
        var headline = type switch
        {
            "alert.opened" => $"Alert: {title}",
            "alert.closed" => $"Back to normal: {title}",
            "survey.received" => $"Survey: {title}",
            "ticket.waiting" => $"Ticket {ticket} is waiting: {title}",
            "sla.due_soon" => $"SLA due soon, ticket {ticket}: {title}",
            "sla.breached" => $"SLA breached, ticket {ticket}: {title}",
            _ => title,
        };
        return new(IsTest(data) ? $"Test: {headline}" : headline, [.. Lines(type, data)], Text(data, "url"), type == "alert.closed");
    }

    private static IEnumerable<string> Lines(string type, JsonElement data)
    {
        if (Number(data, "value") is { } value && Valued(type, data, value) is { } line) yield return line;
        foreach (var (dimension, group) in Groups(data)) yield return $"{dimension}: {group ?? "none"}";
        if (Text(data, "dueAt") is { } due) yield return $"Due at {due}";
        if (Text(data, "ticket") is { } ticket) yield return $"Ticket {ticket}";
        if (Text(data, "survey") is { } survey) yield return $"Survey {survey}";
    }

    private static string? Valued(string type, JsonElement data, double value) => (type, Text(data, "metric")) switch
    {
        (_, { } metric) => $"{TitleOf(metric)}: {Shown(metric, value)}{(Number(data, "threshold") is { } limit ? $", threshold {Shown(metric, limit)}" : "")}",
        ("survey.received", _) => $"Score {Rounded(value, 2)}",
        ("ticket.waiting", _) => $"Waiting for {Duration(value)}",
        _ => null,
    };

    private static IEnumerable<(string Dimension, string? Value)> Groups(JsonElement data) => data.ValueKind == JsonValueKind.Object && data.TryGetProperty("group", out var group) && group.ValueKind == JsonValueKind.Object
        ? group.EnumerateObject().Select(member => (member.Name, Text(group, member.Name)))
        : [];

    private static bool IsTest(JsonElement data) => data.ValueKind == JsonValueKind.Object && data.TryGetProperty("test", out var test) && test.ValueKind == JsonValueKind.True;

    private static string TitleOf(string metric) =>
        metric.Split(':', 2) is [var name, .. var statistic] && MetricCatalogue.Find(name) is { } known ? string.Join(", ", [known.Title, .. statistic]) : metric;

    private static string Shown(string metric, double value) => UnitOf(metric) switch
    {
        Unit.Seconds => Duration(value),
        Unit.Percent => $"{Rounded(value, 1)} %",
        _ => Rounded(value, 2),
    };

    /// <summary>A share of times within a duration is a percentage.</summary>
    private static Unit? UnitOf(string metric) => metric.Contains(":within_", StringComparison.Ordinal) ? Unit.Percent : MetricCatalogue.Find(metric.Split(':')[0])?.Unit;

    /// <summary>The two largest units: 3 d 4 h, 4 h 12 min, 2 min 30 s.</summary>
    private static string Duration(double seconds)
    {
        var whole = (long)Math.Round(Math.Clamp(seconds, 0, long.MaxValue / 2), MidpointRounding.AwayFromZero);
        var first = Array.FindIndex(s_units, unit => whole >= unit.Seconds);
        if (first < 0) return $"{whole} s";
        var parts = s_units[first..Math.Min(first + 2, s_units.Length)].Select((unit, place) => (Count: (place == 0 ? whole : whole % s_units[first].Seconds) / unit.Seconds, unit.Name));
        return string.Join(' ', parts.Where(part => part.Count > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count} {part.Name}")));
    }

    private static string Rounded(double value, int digits) => Math.Round(value, digits, MidpointRounding.AwayFromZero).ToString(CultureInfo.InvariantCulture);

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
