namespace KpiApi.Engine.Metrics;

/// <summary>How a metric comes from the rows. Each kind has one aggregate under Execution/Aggregates.</summary>
internal abstract record Measure
{
    /// <summary>Rows.</summary>
    public sealed record Count(Source Source, RowTest? Where = null) : Measure;

    /// <summary>Different owners of the rows.</summary>
    public sealed record Distinct(Source Source, RowTest? Where = null) : Measure;

    /// <summary>Rows of one source less rows of another.</summary>
    public sealed record Net(Source Plus, Source Minus) : Measure;

    /// <summary>Mean, percentiles, extremes or sum of a number; rows without it do not count.</summary>
    /// <param name="OneScale">The numbers may be averaged only when all are on one survey scale.</param>
    public sealed record Mean(Source Source, RowValue Value, RowTest? Where = null, bool OneScale = false) : Measure;

    /// <summary>100 × rows that pass a test ÷ rows.</summary>
    public sealed record Share(Source Source, RowTest Where, RowTest Passing) : Measure;

    /// <summary>% positive − % negative answers.</summary>
    public sealed record Balance(Source Source, RowTest Where) : Measure;

    /// <summary>Open tickets at the end of each bucket.</summary>
    public sealed record Level(LevelTest Test) : Measure;

    /// <summary>Where rows come from; both sources of a net are seen through the same columns.</summary>
    public Source MainSource => this switch
    {
        Count m => m.Source,
        Distinct m => m.Source,
        Net m => m.Plus,
        Mean m => m.Source,
        Share m => m.Source,
        Balance m => m.Source,
        Level { Test: LevelTest.Unassigned } => Source.Opening with { Agent = null },
        _ => Source.Opening,
    };
}

/// <summary>Which open tickets a level counts.</summary>
internal enum LevelTest { Open, Unassigned, AwaitingFirstResponse }
