using System.ComponentModel;
using KpiApi.Engine.Model;

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

    /// <summary>The moment that places a fact in a period; null for levels and for what is spread over time.</summary>
    public string? At { get; }

    /// <summary>Whom the agent dimension credits; null where it is not allowed.</summary>
    public string? By { get; }

    /// <summary>What it counts, and which of the readings in use was chosen.</summary>
    public string Definition { get; }

    /// <summary>The statistics that a query may ask for with a colon; empty where only the plain number has a meaning.</summary>
    public IReadOnlyList<string> Statistics => Kind == MetricKind.Mean ? Statistic.Names : [];

    /// <summary>What it can be grouped and filtered by, declared attributes aside.</summary>
    public IReadOnlyList<Dimension> Dimensions => [.. Dimension.Fixed.Where(Allows)];

    /// <summary>With the declared attributes that mean something for it.</summary>
    public IReadOnlyList<Dimension> DimensionsWith(AttributeSlots attributes) =>
        [.. Dimensions, .. attributes.Account.Select(Dimension.OfAccount).Concat(attributes.Ticket.Select(Dimension.OfTicket)).Where(Allows)];

    /// <summary>False for states and spread amounts: a sum over all Mondays would say nothing.</summary>
    public bool CanFold => Measure.CanFold;

    /// <summary>True when <c>hours=business</c> changes the number.</summary>
    public bool HasBusinessHours => Measure is Measure.Mean { Value.Business: not null };

    /// <summary>True when the number of a period can change without new facts: what was due, open or provisional may be so no longer.</summary>
    public bool DependsOnNow => Measure is Measure.Level or Measure.Retention or Measure.Share { IsProvisional: true } || Measure.Sources.Any(s => s.EndsNow);

    internal Measure Measure { get; }

    /// <summary>What a query without a statistic asks for: of a sum of numbers their sum.</summary>
    public Statistic Plain => Kind == MetricKind.Sum && Measure is Measure.Mean ? new(StatisticKind.Sum) : Statistic.Plain;

    public bool Allows(Dimension dimension) => (dimension != Dimension.Agent || By is not null) && Measure.Sources.All(s => s.Allows(dimension));
}

[Description("What the number is; see metrics.md, section 3.")]
public enum MetricKind { Count, Sum, Mean, Ratio, Level, Score }

public enum Unit { Tickets, Events, Seconds, Percent, Points, Answers, Accounts, Money }

[Description("Which way is better, for targets and for colours.")]
public enum Direction { None, HigherIsBetter, LowerIsBetter }
