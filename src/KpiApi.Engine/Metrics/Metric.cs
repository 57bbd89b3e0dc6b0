namespace KpiApi.Engine.Metrics;

/// <summary>One row of the catalogue: all that is known of a metric, and all that computes it.</summary>
public sealed class Metric
{
    internal Metric(string name, string title, MetricKind kind, Unit unit, Direction direction, string? at, string? by, string definition, Measure measure) =>
        (Name, Title, Kind, Unit, Direction, At, By, Definition, Measure) = (name, title, kind, unit, direction, at, by, definition, measure);

    /// <summary>As in a query.</summary>
    public string Name { get; }

    /// <summary>For a dashboard's heading.</summary>
    public string Title { get; }
    public MetricKind Kind { get; }
    public Unit Unit { get; }
    public Direction Direction { get; }

    /// <summary>The moment that places a fact in a period; null for levels.</summary>
    public string? At { get; }

    /// <summary>Whom the agent dimension credits; null where it is not allowed.</summary>
    public string? By { get; }

    /// <summary>What it counts, and which of the readings in use was chosen.</summary>
    public string Definition { get; }

    internal Measure Measure { get; }

    /// <summary>The statistics that a query may ask for with a colon; empty where only the plain number has a meaning.</summary>
    public IReadOnlyList<string> Statistics => Kind == MetricKind.Mean ? Statistic.Names : [];

    /// <summary>What it can be grouped and filtered by.</summary>
    public IReadOnlyList<Dimension> Dimensions => [.. Enum.GetValues<Dimension>().Where(Allows)];

    public bool Allows(Dimension dimension) => Measure.MainSource.Column(dimension) is not null;

    /// <summary>A state at the end of a bucket, so folded intervals make no sense.</summary>
    public bool IsLevel => Kind == MetricKind.Level;
}

/// <summary>What the number is; see metrics.md, section 3.</summary>
public enum MetricKind { Count, Sum, Mean, Ratio, Level, Score }

public enum Unit { Tickets, Events, Seconds, Percent, Points, Answers }

/// <summary>Which way is better, for targets and for colours.</summary>
public enum Direction { None, HigherIsBetter, LowerIsBetter }
