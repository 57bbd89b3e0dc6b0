namespace KpiApi.Engine.Metrics;

/// <summary>How a metric comes from the rows. Each kind has one aggregate under Execution/Aggregates.</summary>
internal abstract record Measure
{
    /// <summary>Where the rows come from: their columns decide which dimensions are allowed.</summary>
    public abstract IReadOnlyList<Source> Sources { get; }

    /// <summary>True when one bucket can collect many stretches of time.</summary>
    public virtual bool CanFold => true;

    /// <summary>Rows.</summary>
    public sealed record Count(Source Source, RowTest? Where = null) : Measure
    {
        public override IReadOnlyList<Source> Sources => [Source];
    }

    /// <summary>Different owners of the rows.</summary>
    public sealed record Distinct(Source Source) : Measure
    {
        public override IReadOnlyList<Source> Sources => [Source];
    }

    /// <summary>Rows of one source less rows of another.</summary>
    public sealed record Net(Source Plus, RowTest PlusWhere, Source Minus, RowTest MinusWhere) : Measure
    {
        public override IReadOnlyList<Source> Sources => [Plus, Minus];
    }

    /// <summary>Mean, percentiles, extremes or sum of a number; rows without it do not count.</summary>
    /// <param name="OneScale">The numbers may be averaged only when all are on one survey scale.</param>
    public sealed record Mean(Source Source, RowValue Value, RowTest? Where = null, bool OneScale = false) : Measure
    {
        public override IReadOnlyList<Source> Sources => [Source];

        /// <summary>The share of its numbers that are at most so long.</summary>
        public Share Within(long seconds) => new(Source, new NumberTest(Value, long.MinValue, long.MaxValue) { And = Where }, RowTest.AtMost(Value, seconds * Value.UnitsPerWhole));
    }

    /// <summary>100 × rows that pass a test ÷ rows.</summary>
    /// <param name="IsProvisional">Rows younger than the FCR window may still change.</param>
    public sealed record Share(Source Source, RowTest? Where, RowTest Passing, bool IsProvisional = false) : Measure
    {
        public override IReadOnlyList<Source> Sources => [Source];
    }

    /// <summary>% positive − % negative answers.</summary>
    public sealed record Nps(Source Source, RowTest Where) : Measure
    {
        public override IReadOnlyList<Source> Sources => [Source];
    }

    /// <summary>Intervals that reach over the end of each bucket.</summary>
    public sealed record Level(Source Source, LevelTest Test) : Measure
    {
        public override IReadOnlyList<Source> Sources => [Source];
        public override bool CanFold => false;
    }

    /// <summary>Of the intervals that reach over the start of each bucket the share that reaches, or not, over its end too.</summary>
    public sealed record Retention(Source Source, bool Lost) : Measure
    {
        public override IReadOnlyList<Source> Sources => [Source];
        public override bool CanFold => false;
    }

    /// <summary>A number spread evenly over its interval and cut to the buckets; without one, the length of the interval.</summary>
    public sealed record Prorated(Source Source, Columns.Schema.LongField? Amount, long UnitsPerWhole, RowTest? Where = null) : Measure
    {
        public override IReadOnlyList<Source> Sources => [Source];
        public override bool CanFold => false;
    }

    /// <summary>The yearly value of the different accounts of the rows.</summary>
    public sealed record AccountValue(Source Source) : Measure
    {
        public override IReadOnlyList<Source> Sources => [Source];
    }

    /// <summary>One measure by another, times a factor; null when the second is 0.</summary>
    public sealed record Quotient(Measure Numerator, Measure Denominator, int Factor) : Measure
    {
        public override IReadOnlyList<Source> Sources => [.. Numerator.Sources, .. Denominator.Sources];
        public override bool CanFold => Numerator.CanFold && Denominator.CanFold;
    }
}

/// <summary>Which open tickets a level counts.</summary>
internal enum LevelTest { All, Unassigned, AwaitingFirstResponse }
