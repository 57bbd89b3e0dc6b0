using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Planning;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Execution.Partials;

/// <summary>
/// The fingerprint of what a step of a plan counts, without the period: equal ones count equal rows in equal ways. SHA-256, because who asks
/// chooses the text, and two texts of one fingerprint would get each other's numbers; and because a text may be a megabyte of filter values.
/// </summary>
internal readonly record struct ShapeKey(UInt128 High, UInt128 Low)
{
    public static ShapeKey Of(QueryPlan plan, int step)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(Text(plan, step).AsSpan()), hash);
        return MemoryMarshal.Read<ShapeKey>(hash);
    }

    private static string Text(QueryPlan plan, int step)
    {
        var text = new StringBuilder();
        if (step < plan.Scans.Count)
            Append(text, plan, plan.Scans[step]);
        else
            Append(text, plan, plan.Intervals[step - plan.Scans.Count]);
        foreach (var filter in plan.Query.Filters)
            Append(text, filter);
        var query = plan.Query;
        text.AppendJoin(',', query.GroupBy);
        text.Append(CultureInfo.InvariantCulture, $";{query.Interval};{query.Zone.Id};{query.WeekStart}");
        return text.ToString();
    }

    private static void Append(StringBuilder text, QueryPlan plan, ScanPlan scan)
    {
        Append(text, scan.Source);
        foreach (var branch in scan.Branches)
        {
            var slot = plan.Aggregates[branch.Slot];
            text.Append(CultureInfo.InvariantCulture, $"{branch}>{slot.Name} {slot.State};");
        }
    }

    private static void Append(StringBuilder text, QueryPlan plan, IntervalPlan interval)
    {
        Append(text, interval.Source);
        text.Append(CultureInfo.InvariantCulture, $"{interval.Test} {interval.Where?.Field.Ordinal} {interval.Where?.Codes:x}>{plan.Aggregates[interval.Slot].Name};");
    }

    private static void Append(StringBuilder text, Source source) =>
        text.Append(CultureInfo.InvariantCulture, $"{source.Table} {source.At.Ordinal} {source.Until?.Ordinal} {source.Agent?.Ordinal};");

    /// <summary>With the length of each value, so that no value can look like two.</summary>
    private static void Append(StringBuilder text, Filter filter)
    {
        text.Append(CultureInfo.InvariantCulture, $"{filter.Dimension}{(filter.Excluded ? "!" : "=")}");
        foreach (var value in filter.Values)
            text.Append(CultureInfo.InvariantCulture, $"{value?.Length ?? -1}:{value},");
        text.Append(';');
    }
}
