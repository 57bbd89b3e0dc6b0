using System.Numerics;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Tests.Oracle;

/// <summary>The order of events by trying: of one type at one instant the first arrangement in which each finds what the one before left.</summary>
internal static class OracleEvents
{
    private static readonly string[] s_changes = ["status", "stage", "assignment", "team", "priority"];

    public static List<TicketEvent> Of(IEnumerable<TicketEvent> events)
    {
        var ordered = events.OrderBy(e => e.AtMs).ThenBy(e => !IsNumber(e.Id)).ThenBy(e => IsNumber(e.Id) ? BigInteger.Parse(e.Id, null) : 0)
            .ThenBy(e => e.Id, StringComparer.Ordinal).ToList();
        foreach (var group in ordered.Where(e => s_changes.Contains(e.Type)).GroupBy(e => (e.AtMs, e.Type)).ToList())
        {
            var before = ordered.LastOrDefault(e => e.Type == group.Key.Type && e.AtMs < group.Key.AtMs)?.To;
            if (group.All(e => e.From is null) || Chain(null, [.. group], before) is not { } chain)
                continue;
            var places = group.Select(e => ordered.IndexOf(e)).ToList();
            for (var i = 0; i < chain.Count; i++)
                ordered[places[i]] = chain[i];
        }
        return ordered;
    }

    private static bool IsNumber(string id) => id.All(char.IsAsciiDigit);

    /// <param name="last">Null at the beginning, where any may come, at best one that finds the value before.</param>
    /// <param name="left">In order of their ids.</param>
    /// <param name="before">The value before all of them.</param>
    private static List<TicketEvent>? Chain(TicketEvent? last, List<TicketEvent> left, string? before)
    {
        if (left.Count == 0)
            return [];
        var next = last is not null ? left.Where(e => e.From == last.To)
            : before is null ? left : left.Where(e => e.From == before).Concat(left.Where(e => e.From != before));
        foreach (var e in next)
        {
            if (Chain(e, [.. left.Where(o => o != e)], before) is { } rest)
                return [e, .. rest];
        }
        return null;
    }
}
