using System.Text.Json.Serialization;
using KpiApi.Http.Errors;
using KpiApi.Storage.Writing;

namespace KpiApi.Ingest;

/// <summary>What became of a batch, as it is answered.</summary>
internal sealed class BatchReport
{
    public const int MaxErrors = 1000;

    public long Received { get; set; }
    public long Created { get; private set; }
    public long Updated { get; private set; }
    public long Unchanged { get; private set; }
    public long Rejected { get; private set; }

    /// <summary>Items that are in the store now: created, updated or unchanged.</summary>
    public long Stored => Created + Updated + Unchanged;

    /// <summary>At which all of it is visible; null when nothing was written.</summary>
    public long? Version { get; private set; }

    /// <summary>By their place.</summary>
    public List<RequestError> Errors { get; } = [];

    /// <summary>True when nothing was stored, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }

    public void Reject(IReadOnlyList<RequestError> problems)
    {
        Rejected++;
        if (problems.Count > 0 && Errors.Count > 0 && problems[0].Item?.Index < Errors[^1].Item?.Index) Insert(problems);
        else Errors.AddRange(problems.Take(MaxErrors - Errors.Count));
    }

    /// <summary>What the writer refuses comes after what could not even be read.</summary>
    private void Insert(IReadOnlyList<RequestError> problems)
    {
        var place = Errors.FindIndex(error => error.Item?.Index > problems[0].Item?.Index);
        Errors.InsertRange(place, problems);
        if (Errors.Count > MaxErrors) Errors.RemoveRange(MaxErrors, Errors.Count - MaxErrors);
    }

    public void Add(in WriteResult result)
    {
        Created += result.Created;
        Updated += result.Updated;
        Unchanged += result.Unchanged;
        Version = result.Version;
    }
}
