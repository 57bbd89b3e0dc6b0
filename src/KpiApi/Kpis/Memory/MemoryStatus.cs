namespace KpiApi.Kpis.Memory;

/// <param name="LimitBytes">What the process may take: Kpi:MemoryMegabytes, or what follows from the container's limit.</param>
/// <param name="WorkingSetBytes">What it takes, as the system measures it.</param>
/// <param name="HeapBytes">Of it, what the collector has for objects: those in use, garbage, and room between them.</param>
/// <param name="FactsFit">False when facts leave next to nothing of the limit for queries and what is cached.</param>
/// <param name="ColumnsBytes">Of the facts, the columns.</param>
/// <param name="NamesBytes">Of the facts, the names of agents, teams, accounts and others, each once.</param>
/// <param name="IndexBytes">Of the facts, the index of owners by id, for writes.</param>
/// <param name="Partials">Cached partial aggregates.</param>
/// <param name="Answers">Cached answers.</param>
/// <param name="Queries">Queries under way, estimated before they begin.</param>
internal sealed record MemoryStatus(
    long LimitBytes, long WorkingSetBytes, long HeapBytes, bool FactsFit, long ColumnsBytes, long NamesBytes, long IndexBytes, MemoryPart Partials, MemoryPart Answers, MemoryPart Queries);

/// <param name="Bytes">Bytes in use.</param>
/// <param name="LimitBytes">Bytes that it may use; less when facts grow.</param>
internal sealed record MemoryPart(long Bytes, long LimitBytes);
