using System.Text;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Columns;
using KpiApi.Engine.Execution.Aggregates;
using KpiApi.Engine.Metrics;
using KpiApi.Engine.Queries;

namespace KpiApi.Engine.Planning;

/// <summary>What will be read and what will be kept, before anything is read. Pure: the same query on the same names gives the same plan.</summary>
/// <param name="Query">What it answers.</param>
/// <param name="Buckets">Cells a group has.</param>
/// <param name="Keys">How rows become groups.</param>
/// <param name="Aggregates">Makes the state of each slot.</param>
/// <param name="Outputs">For each metric asked, the slot that holds it.</param>
/// <param name="Scans">Rows at an instant; metrics that read the same rows share one.</param>
/// <param name="Levels">Intervals over the ends of buckets.</param>
internal sealed record QueryPlan(
    KpiQuery Query, int Buckets, GroupKeys Keys, IReadOnlyList<AggregateSlot> Aggregates, IReadOnlyList<int> Outputs,
    IReadOnlyList<ScanPlan> Scans, IReadOnlyList<LevelPlan> Levels)
{
    /// <summary>The plan as text, a line a step.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var scan in Scans)
        {
            text.AppendLine(scan.ToString());
            foreach (var branch in scan.Branches)
                text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"  {branch} -> {Aggregates[branch.Slot].Name}");
        }
        foreach (var level in Levels)
            text.AppendLine(level.ToString());
        return text.ToString();
    }
}

/// <param name="Name">For the plan's text.</param>
internal sealed record AggregateSlot(string Name, Func<Aggregate> Create);

/// <summary>One pass over the rows of a source that lie in the period and pass the filters.</summary>
/// <param name="Groups">The columns of the groups' dimensions.</param>
internal sealed record ScanPlan(
    Source Source, TimeRange Period, IReadOnlyList<FilterPlan> Filters, IReadOnlyList<CodeField> Groups, IReadOnlyList<BranchPlan> Branches)
{
    public override string ToString() =>
        $"scan {Source.Table} at {Source.Table}[{Source.At.Ordinal}], {Filters.Count} filters, {Groups.Count} groups";
}

/// <summary>Rows of a scan that go to one aggregate.</summary>
/// <param name="Where">Null for all.</param>
internal sealed record BranchPlan(RowTest? Where, int Slot, int Weight = 1)
{
    public override string ToString() => (Where is null ? "all" : $"where [{Where.Field.Ordinal}] in {Where.Codes:b}") + (Weight < 0 ? ", minus" : "");
}

/// <summary>Intervals that pass the filters, counted at the ends of buckets.</summary>
internal sealed record LevelPlan(LevelTest Test, int Slot, IReadOnlyList<FilterPlan> Filters, IReadOnlyList<CodeField> Groups)
{
    public override string ToString() => $"level {Test}, {Filters.Count} filters, {Groups.Count} groups";
}

/// <param name="Passes">By code.</param>
internal sealed record FilterPlan(CodeField Field, bool[] Passes);
