using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Kpis;

/// <summary>
/// The questions asked of late, one of each kind: two that differ in their period alone are of one kind, and share what was counted
/// of whole chunks. Those about single agents and accounts are not remembered: they ask for little, and name somebody.
/// </summary>
internal sealed class RecentQuestions
{
    internal const int MostKinds = 64;

    /// <summary>In all values of a question; longer ones are not remembered, so that memory stays small.</summary>
    internal const int MostLetters = 4096;

    private static readonly string[] s_periods = ["from", "to", "period"];

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, KpiRequest> _byKind = new(StringComparer.Ordinal);

    /// <summary>The one asked last comes last.</summary>
    public KpiRequest[] All
    {
        get
        {
            lock (_lock) return [.. _byKind.Values];
        }
    }

    /// <param name="question">A valid one; not to be changed any more.</param>
    public void Note(KpiRequest question)
    {
        if (question.Names.Any(NamesSomebody) || question.Names.Sum(name => question.Values(name).Sum(value => (value?.Length ?? 0) + 1)) > MostLetters) return;
        var kind = KindOf(question);
        lock (_lock)
        {
            if (!_byKind.Remove(kind) && _byKind.Count == MostKinds) _byKind.RemoveAt(0);
            _byKind.Add(kind, question);
        }
    }

    private static bool NamesSomebody(string name) => DimensionNames.OfFilter(name) is Dimension.Agent or Dimension.Account;

    private static string KindOf(KpiRequest question) => string.Join('\n', question.Names
        .Where(name => !s_periods.Contains(name)).Order(StringComparer.Ordinal)
        .SelectMany(name => question.Values(name).Select(value => value is null ? $"{name} null" : $"{name}={value}").Prepend(name)));
}
