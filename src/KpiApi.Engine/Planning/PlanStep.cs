using System.Globalization;
using System.Text;
using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Columns.Chunks;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;

namespace KpiApi.Engine.Planning;

/// <summary>One pass over the rows of a source: it knows which chunks it needs, runs over one at a time and tells its fingerprint.</summary>
/// <param name="Time">The period and its buckets.</param>
/// <param name="Groups">The columns of the groups' dimensions.</param>
internal abstract record PlanStep(Source Source, BucketedPeriod Time, IReadOnlyList<CodeFilter> Filters, IReadOnlyList<GroupColumn> Groups)
{
    private Fingerprint? _fingerprint;

    /// <summary>The accumulators that it updates.</summary>
    public abstract IReadOnlyList<AccumulatorSlot> Slots { get; }

    /// <summary>About how many operations a row takes.</summary>
    public abstract long OperationsPerRow { get; }

    /// <summary>What is counted, without filters, groups and time. Two steps of one text count the same.</summary>
    protected abstract string Counted { get; }

    /// <summary>What is looked up on the way: besides its chunks all that the step depends on.</summary>
    public IEnumerable<AccountLookup> Lookups => Groups.Select(g => g.Lookup).Concat(Filters.Select(f => f.Lookup)).OfType<AccountLookup>();

    /// <summary>False when no row of the chunk can count.</summary>
    public abstract bool Touches(ZoneMaps zones, int chunk);

    /// <summary>True when what the chunk adds does not depend on where exactly the period begins and ends, so that it can be cached.</summary>
    public abstract bool IsCacheable(ZoneMaps zones, int chunk);

    /// <summary>From the first instant that decides anything in the chunk to after the last.</summary>
    public abstract TimeRange Span(FactChunk chunk);

    /// <summary>Adds what the open chunk has.</summary>
    public abstract void Run(ScanBuffers buffers, GroupedAggregation into);

    /// <summary>Equal for steps that differ in their period or in the order of their filters only. Computed lazily; a race repeats the work.</summary>
    public Fingerprint Fingerprint => _fingerprint ??= Fingerprint.Of(string.Create(CultureInfo.InvariantCulture,
        $"{Counted};{string.Join(';', Filters.Select(Text).Order(StringComparer.Ordinal))};{string.Join(',', Groups.Select(Text))};{Time.Interval};{Time.Zone.Id};{Time.WeekStart}"));

    public sealed override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Counted}; {Filters.Count} filters, {Groups.Count} groups, {Time.Buckets.Count} buckets");

    protected static string Text(Source source) =>
        string.Create(CultureInfo.InvariantCulture, $"{source.Table} {source.At.Ordinal} {source.Until?.Ordinal} {source.Agent?.Ordinal}");

    private static string Text(GroupColumn column) => Text(column.Field, column.Lookup);

    /// <summary>With the content of what is looked up: rows that name an account stay as they are when the account changes.</summary>
    private static string Text(CodeField? field, AccountLookup? lookup) =>
        string.Create(CultureInfo.InvariantCulture, $"{field?.Ordinal}{(lookup is null ? "" : $"@{lookup.Slot}:{lookup.ContentId}")}");

    /// <summary>With the length of each value, so that no value can look like two.</summary>
    private static string Text(CodeFilter filter)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Text(filter.Field, filter.Lookup)}{(filter.Filter.Excluded ? "!" : "=")}");
        foreach (var value in filter.Filter.Values.Order(StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{value?.Length ?? -1}:{value},");
        return text.ToString();
    }
}
