using KpiApi.Engine.Columns;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;
using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Kpis;
using KpiApi.Settings;

namespace KpiApi.Alerts;

/// <summary>What is wrong with an alert for the data and the settings that there are, found by asking what it will ask.</summary>
internal sealed class AlertChecks(KpiRunner runner, CurrentSettings settings, TimeProvider clock)
{
    /// <summary>The alert with its defaults filled in, as far as that could be done.</summary>
    public AlertSetting Check(AlertSetting alert, List<RequestError> errors)
    {
        var webhooks = settings.Current.Webhooks;
        foreach (var (index, webhook) in alert.Webhooks.Index())
            if (!webhooks.ContainsKey(webhook)) errors.Add(new("unknown_webhook", $"There is no webhook '{webhook}'.", Nearest.To(webhook, webhooks.Keys)) { Pointer = $"/webhooks/{index}", Value = webhook });
        var (when, now, snapshot) = (alert.When, clock.GetUtcNow().ToUnixTimeMilliseconds(), runner.Newest);
        if (when.Metric is not null) return alert with { When = CheckMetric(when, now, errors) };
        if (when.Unusual is not null) Ask(AlertQueries.OfBuckets(when, now - 1, now), when, errors);
        else CheckTickets(when, snapshot, errors);
        if (when.GroupBy?.Contains(',', StringComparison.Ordinal) == true)
            errors.Add(new("too_many", "An alert is grouped by one dimension.") { Pointer = "/when/groupBy", Value = when.GroupBy });
        return alert;
    }

    private AlertWhen CheckMetric(AlertWhen when, long now, List<RequestError> errors)
    {
        if (Ask(AlertQueries.OfMetric(when, now), when, errors) is not { } query) return when;
        var choice = query.Metrics[0];
        var limits = query.Filters.Where(filter => filter is { Excluded: false, Values: [not null] }).ToDictionary(filter => filter.Dimension, filter => filter.Values[0]!);
        if ((when.Above ?? when.Below) is { } threshold && AlertQueries.IsTarget(threshold) && Target.For(settings.Current.TargetsInForce, choice.Metric, limits, Statistic(choice)) is null)
        {
            errors.Add(new("no_target", $"{choice.Name} has no target; PUT /v1/targets/{choice.Metric.Name} sets one, or name a number.")
            {
                Pointer = when.Above is null ? "/when/below" : "/when/above",
                Value = AlertReader.Target,
            });
        }

        return when with { MinCount = when.MinCount ?? DefaultMinCount(choice) };
    }

    /// <summary>The target of the plain number is that of the average, which is what the plain number of a mean is.</summary>
    private static Statistic Statistic(MetricChoice choice) =>
        choice.Statistic.Kind == StatisticKind.Average || choice.Statistic == choice.Metric.Plain ? Engine.Metrics.Statistic.Plain : choice.Statistic;

    /// <summary>A count, a sum or a level is its own sample: one that is below a threshold would never be enough.</summary>
    private static int DefaultMinCount(MetricChoice choice) => choice.Kind is MetricKind.Mean or MetricKind.Ratio or MetricKind.Score ? AlertReader.DefaultMinCount : 0;

    private KpiQuery? Ask(KpiRequest request, AlertWhen when, List<RequestError> errors)
    {
        var (query, _, problems) = runner.Parse(request, AlertQueries.Caller);
        errors.AddRange(problems.Select(problem => Placed(problem, when)));
        return query is { Metrics.Count: > 1 } ? Refuse(query, errors) : query;
    }

    private static KpiQuery? Refuse(KpiQuery query, List<RequestError> errors)
    {
        errors.Add(new("too_many", "An alert has one metric.") { Pointer = query.History is null ? "/when/metric" : "/when/unusual" });
        return null;
    }

    private static void CheckTickets(AlertWhen when, FactSnapshot snapshot, List<RequestError> errors)
    {
        var parser = new TicketListParser(AlertQueries.WithFilters(new KpiRequest(), when), snapshot);
        parser.Filters([]);
        errors.AddRange(parser.Errors.Select(problem => Placed(problem, when)));
    }

    /// <summary>Where the alert says what the query asks.</summary>
    private static RequestError Placed(QueryError problem, AlertWhen when)
    {
        var name = problem.Parameter ?? "";
        var place = name switch
        {
            "metrics" => when.Unusual is null ? "metric" : "unusual",
            "period" or "from" or "to" => "window",
            "include" => "interval",
            _ when name.StartsWith("filters.", StringComparison.Ordinal) => "filters/" + name["filters.".Length..],
            _ when DimensionNames.OfFilter(name) is not null => $"filters/{name}",
            _ => name,
        };
        return name.StartsWith("filters.", StringComparison.Ordinal)
            ? new("unknown_dimension", $"There is no dimension '{name["filters.".Length..]}'.", Nearest.To(name["filters.".Length..], DimensionNames.All)) { Pointer = $"/when/{place}" }
            : new(problem.Code, problem.Message, problem.Nearest) { Pointer = $"/when/{place}", Value = problem.Value };
    }
}
