using System.Text.Json;
using GraphQL.Types;
using KpiApi.Engine.Calendars;
using KpiApi.Engine.Metrics;

namespace KpiApi.GraphQL;

/// <summary>The catalogue as an enumeration, so that a misspelt metric fails before anything runs.</summary>
internal sealed class MetricGraphType : EnumerationGraphType
{
    public MetricGraphType()
    {
        Name = "Metric";
        Description = "A row of the catalogue.";
        foreach (var metric in MetricCatalogue.All)
            Add(metric.Name.ToUpperInvariant(), metric, metric.Definition);
    }
}

/// <summary>The dimensions that are there whatever is declared; attributes are asked for by their names.</summary>
internal sealed class DimensionGraphType : EnumerationGraphType
{
    public DimensionGraphType()
    {
        Name = "Dimension";
        Description = "What numbers can be grouped and filtered by, declared attributes aside.";
        foreach (var dimension in Dimension.Fixed)
            Add(JsonNamingPolicy.SnakeCaseUpper.ConvertName(dimension.Kind.ToString()), dimension.Kind);
    }
}

internal sealed class PeriodGraphType : EnumerationGraphType
{
    public PeriodGraphType()
    {
        Name = "Period";
        Description = "A period by its name.";
        foreach (var name in NamedPeriods.Names)
            Add(name.ToUpperInvariant(), new PeriodName(name));
    }
}

internal sealed class IntervalGraphType : EnumerationGraphType<BucketInterval>
{
    public IntervalGraphType()
    {
        Name = "Interval";
        Description = "How a period is cut; the last three fold.";
    }
}
