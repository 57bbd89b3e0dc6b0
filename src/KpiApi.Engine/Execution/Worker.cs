using KpiApi.Engine.Aggregation.Grouping;
using KpiApi.Engine.Aggregation.Scan;

namespace KpiApi.Engine.Execution;

/// <summary>What one core uses for a query.</summary>
internal sealed record Worker(ScanBuffers Buffers, GroupedAggregation Aggregation);
