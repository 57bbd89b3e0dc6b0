namespace KpiApi.Tests.Kpis.Memory;

/// <summary>Measures the heap of the process, so no other test runs beside it.</summary>
[CollectionDefinition(nameof(MemoryAlone), DisableParallelization = true)]
public sealed class MemoryAlone;
