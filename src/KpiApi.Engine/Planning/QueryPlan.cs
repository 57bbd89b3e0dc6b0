using System.Globalization;
using System.Text;
using KpiApi.Engine.Aggregation.Accumulators;
using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns.Encodings;
using KpiApi.Engine.Columns.Schema;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Planning;

/// <summary>What will be read and what will be kept, before anything is read. Pure: the same query on the same names gives the same plan.</summary>
/// <param name="Query">What it answers.</param>
/// <param name="Buckets">Cells a group has.</param>
/// <param name="Keys">How rows become groups.</param>
/// <param name="Aggregates">Makes the state of each slot.</param>
/// <param name="Outputs">For each metric asked, where its value is.</param>
/// <param name="Scans">Rows at an instant; metrics that read the same rows share one.</param>
/// <param name="Intervals">Rows that reach over buckets.</param>
internal sealed record QueryPlan(
    KpiQuery Query, int Buckets, GroupKeys Keys, IReadOnlyList<AggregateSlot> Aggregates, IReadOnlyList<OutputPlan> Outputs,
    IReadOnlyList<ScanPlan> Scans, IReadOnlyList<IntervalPlan> Intervals)
{
    /// <summary>Whether what was counted before may be used, and kept. The plain way gives the same numbers.</summary>
    public required bool IsFast { get; init; }

    /// <summary>Cells beyond which there is no answer: of no use to anybody, or too many values.</summary>
    public long MaxCells => Math.Min(Tally.MaxCells, Query.MaxValues / Query.Metrics.Count);

    /// <summary>Up to this many cells an array over all keys is cheaper than looking keys up. Most of them stay empty, so many aggregates take fewer.</summary>
    public long DenseCells => Math.Min(Math.Min(MaxCells, MostDenseCells), Math.Min(GroupIds.DenseCells, GroupIds.DenseStates / Math.Max(1, Aggregates.Count)));

    /// <summary>Where few rows are counted, such as a chunk's, an array over the names of all would cost more than the rows.</summary>
    public long MostDenseCells { get; init; } = long.MaxValue;

    /// <summary>The scans, then the intervals.</summary>
    public int StepCount => Scans.Count + Intervals.Count;

    /// <summary>The aggregates that a step adds to, one for each of its branches.</summary>
    public IReadOnlyList<int> Slots(int step) =>
        step < Scans.Count ? [.. Scans[step].Branches.Select(b => b.Slot)] : [Intervals[step - Scans.Count].Slot];

    /// <summary>The plan as text, a line a step.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var scan in Scans)
        {
            text.AppendLine(scan.ToString());
            foreach (var branch in scan.Branches)
                text.AppendLine(CultureInfo.InvariantCulture, $"  {branch} -> {Aggregates[branch.Slot].Name}");
        }
        foreach (var interval in Intervals)
            text.AppendLine(CultureInfo.InvariantCulture, $"{interval} -> {Aggregates[interval.Slot].Name}");
        return text.ToString();
    }
}

/// <param name="State">Tells states of one type apart: of equal ones both count the same of the same rows.</param>
internal sealed record AggregateSlot(Type Type, string State, Func<Aggregate> Create)
{
    /// <summary>For the plan's text.</summary>
    public string Name => Type.Name;
}

/// <summary>Where the value of a metric comes from.</summary>
/// <param name="Slot">Of its aggregate, or of the numerator.</param>
/// <param name="Denominator">Slot to divide by.</param>
/// <param name="Factor">Times this.</param>
/// <param name="Variance">Slot that knows the confidence of a mean.</param>
internal sealed record OutputPlan(int Slot, int? Denominator = null, int Factor = 1, int? Variance = null);

/// <summary>One pass over the rows of a source that lie in the period and pass the filters.</summary>
/// <param name="Groups">The columns of the groups' dimensions.</param>
internal sealed record ScanPlan(
    Source Source, TimeRange Period, IReadOnlyList<FilterPlan> Filters, IReadOnlyList<CodeField?> Groups, IReadOnlyList<BranchPlan> Branches)
{
    public override string ToString() => $"scan {Source.Table} by {Source.At.Ordinal}, {Filters.Count} filters, {Groups.Count} groups";
}

/// <summary>Rows of a scan that go to one aggregate.</summary>
/// <param name="Where">Null for all.</param>
internal sealed record BranchPlan(RowTest? Where, int Slot, int Weight = 1)
{
    public override string ToString() => (Where is null ? "all" : $"where {Where.Field.Ordinal} in {Where.Codes:b}") + (Weight < 0 ? ", minus" : "");
}

/// <summary>Rows that are intervals, counted in every bucket that they touch.</summary>
/// <param name="Where">Null for all.</param>
/// <param name="Groups">Null where the dimension moves.</param>
/// <param name="Moving">Dimensions that depend on when an open ticket is looked at.</param>
internal sealed record IntervalPlan(
    Source Source, LevelTest Test, RowTest? Where, int Slot, IReadOnlyList<FilterPlan> Filters, IReadOnlyList<CodeField?> Groups,
    IReadOnlyList<MovingPlan> Moving)
{
    public override string ToString() =>
        $"intervals {Source.Table}, {Test}, {Filters.Count} filters, {Groups.Count} groups" + (Moving.Count > 0 ? $", {Moving.Count} moving" : "");
}

/// <param name="Passes">By code.</param>
internal sealed record FilterPlan(CodeField Field, bool[] Passes)
{
    /// <summary>One value of many passes: its rows are looked up faster than others are told apart.</summary>
    public bool IsRare { get; } = Passes.Length > CodeColumn.RareIn && Array.IndexOf(Passes, true) is >= 0 and var only && Array.IndexOf(Passes, true, only + 1) < 0;

    /// <summary>Filters of the dimensions that are columns of the source.</summary>
    public static FilterPlan[] Of(IEnumerable<Filter> filters, Source source, NameDictionaries names) =>
        [.. filters.Where(f => !source.IsMoving(f.Dimension)).Select(f => new FilterPlan(source.Column(f.Dimension)!, PassesOf(f, names)))];

    /// <summary>Which codes a filter lets pass; values that no fact ever had let nothing pass.</summary>
    public static bool[] PassesOf(Filter filter, NameDictionaries dictionaries)
    {
        var names = dictionaries[Domains.Of(filter.Dimension)];
        var passes = new bool[names.Count];
        foreach (var value in filter.Values)
        {
            if ((value is null ? 0 : names.Find(value)) is { } code)
                passes[code] = true;
        }
        return filter.Excluded ? Array.ConvertAll(passes, p => !p) : passes;
    }
}

/// <param name="Dimension">Age or idle.</param>
/// <param name="Group">Its place among the groups, or -1.</param>
/// <param name="Passes">By code; null without a filter.</param>
internal sealed record MovingPlan(Dimension Dimension, int Group, bool[]? Passes);
