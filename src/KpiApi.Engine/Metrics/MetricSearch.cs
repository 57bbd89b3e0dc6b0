
namespace KpiApi.Engine.Metrics;

/// <summary>Finds metrics by what people call them.</summary>
public static class MetricSearch
{
    /// <summary>What the trade calls a metric besides its name and title, in small letters.</summary>
    private static readonly Dictionary<string, string[]> s_otherNames = new(StringComparer.Ordinal)
    {
        ["tickets_created"] = ["volume", "ticket volume", "new tickets", "inflow"],
        ["tickets_resolved"] = ["solved tickets", "throughput"],
        ["open_tickets"] = ["backlog", "wip"],
        ["first_response_time"] = ["frt", "ttfr", "first reply time", "time to first response", "time to first reply", "asa", "speed of answer", "response time"],
        ["first_resolution_time"] = ["ttfs"],
        ["reply_time"] = ["agent response time", "average reply time"],
        ["first_assignment_time"] = ["time to assignment", "time to first assignment"],
        ["reassignments"] = ["transfers", "hand-offs"],
        ["time_spent"] = ["time tracked"],
        ["resolution_time"] = ["art", "ttr", "mttr", "time to resolution", "time to resolve", "full resolution time"],
        ["requester_wait_time"] = ["wait time", "customer wait time"],
        ["handle_time"] = ["aht", "handling time", "tht"],
        ["first_contact_resolution"] = ["fcr", "ftr", "first call resolution", "first touch resolution", "one touch resolution"],
        ["sla_first_response"] = ["sla", "sla compliance", "service level", "service level agreement"],
        ["sla_resolution"] = ["sla", "resolution sla"],
        ["sla_breaches"] = ["sla", "breaches"],
        ["csat"] = ["customer satisfaction", "satisfaction", "satisfaction rate"],
        ["nps"] = ["net promoter score", "net promotor score"],
        ["ces"] = ["customer effort score", "effort score"],
        ["survey_response_rate"] = ["response rate"],
        ["agent_utilization"] = ["utilization", "utilisation", "agent utilisation"],
        ["agent_occupancy"] = ["occupancy"],
        ["cost_per_resolution"] = ["cpr"],
        ["cost_per_ticket"] = ["cpt", "cost per contact", "cpc"],
        ["customer_retention_rate"] = ["crr", "retention", "retention rate"],
        ["churn_rate"] = ["churn", "customer churn"],
        ["account_value"] = ["arr", "revenue"],
    };

    /// <summary>What people put before a name: it is asked for by a statistic.</summary>
    private static readonly string[] s_statistics = ["avg ", "average ", "mean ", "median "];

    /// <summary>The name of the metric that an unknown word was meant to be; null when none is like it.</summary>
    public static string? Nearest(string word)
    {
        var wanted = Plain(word);
        var plain = Array.Find(s_statistics, s => wanted.StartsWith(s, StringComparison.Ordinal)) is { } statistic ? wanted[statistic.Length..] : wanted;
        return MetricCatalogue.All.FirstOrDefault(m => IsCalled(m, wanted) || IsCalled(m, plain))?.Name
            ?? Spelling.Nearest.To(word, MetricCatalogue.All.Select(m => m.Name))
            ?? Spelling.Nearest.To(plain.Replace(' ', '_'), MetricCatalogue.All.Select(m => m.Name));
    }

    /// <summary>Those in which every word of the text begins one: of an abbreviation, the name, the title or the definition, the best first.</summary>
    public static IEnumerable<Metric> Find(string text)
    {
        var words = Words(text);
        return MetricCatalogue.All.Select(metric => (Metric: metric, Rank: Rank(metric, Plain(text), words))).Where(found => found.Rank is not null)
            .OrderBy(found => found.Rank).Select(found => found.Metric);
    }

    /// <summary>0 for what it is called; else by the place of the word that was found last; null when one is nowhere.</summary>
    private static int? Rank(Metric metric, string plain, string[] words)
    {
        if (IsCalled(metric, plain))
            return 0;
        string[][] places = [Words(metric.Name), Words(metric.Title), [.. s_otherNames.GetValueOrDefault(metric.Name, []).SelectMany(Words)], Words(metric.Definition)];
        var ranks = words.Select(word => Array.FindIndex(places, place => Array.Exists(place, known => known.StartsWith(word, StringComparison.Ordinal)))).ToList();
        return ranks.Contains(-1) ? null : ranks.DefaultIfEmpty(0).Max() + 1;
    }

    private static bool IsCalled(Metric metric, string plain) =>
        plain == Plain(metric.Name) || plain == Plain(metric.Title) || s_otherNames.GetValueOrDefault(metric.Name, []).Contains(plain);

    /// <summary>csat %, CSAT and Csat_ are one.</summary>
    private static string Plain(string text) => string.Join(' ', Words(text));

    private static string[] Words(string text) =>
        [.. text.ToLowerInvariant().Split(text.Where(letter => !char.IsLetterOrDigit(letter)).Distinct().ToArray(), StringSplitOptions.RemoveEmptyEntries)];
}
