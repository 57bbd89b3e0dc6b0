namespace KpiApi.Engine.Tests.Columns;

/// <summary>Tests that count what a thread allocates: others at the same time take arrays out of the pool, and then new ones are allocated.</summary>
[CollectionDefinition(nameof(AllocationsAlone), DisableParallelization = true)]
public sealed class AllocationsAlone;
