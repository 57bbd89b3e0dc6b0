using KpiApi.Http.Errors;
using KpiApi.Storage.Writing;

namespace KpiApi.Ingest;

/// <summary>What became of a batch, as it is answered.</summary>
internal sealed class BatchReport
{
    private const int MaxErrors = 1000;

    public long Received { get; set; }
    public long Created { get; private set; }
    public long Updated { get; private set; }
    public long Unchanged { get; private set; }
    public long Rejected { get; private set; }

    /// <summary>Items that are in the store now: created, updated or unchanged.</summary>
    public long Stored => Created + Updated + Unchanged;

    /// <summary>At which all of it is visible; null when nothing was written.</summary>
    public long? Version { get; private set; }

    public List<RequestError> Errors { get; } = [];

    public void Reject(IReadOnlyList<RequestError> problems)
    {
        Rejected++;
        Errors.AddRange(problems.Take(MaxErrors - Errors.Count));
    }

    public void Add(in WriteResult result)
    {
        Created += result.Created;
        Updated += result.Updated;
        Unchanged += result.Unchanged;
        Version = result.Version;
    }
}
