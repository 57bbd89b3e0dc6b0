using System.Text.Json.Serialization;
using KpiApi.Http.Errors;
using KpiApi.Ingest;

namespace KpiApi.Hooks;

/// <summary>What became of an export.</summary>
internal sealed class ImportReport
{
    /// <summary>Items, lines or rows of the export.</summary>
    public long Received { get; set; }

    /// <summary>Those of which the map makes nothing.</summary>
    public long Ignored { get; set; }

    public ImportedItems Accounts { get; } = new();
    public ImportedItems Agents { get; } = new();
    public ImportedItems Tickets { get; } = new();
    public ImportedItems Events { get; } = new();
    public ImportedItems Surveys { get; } = new();

    /// <summary>True when nothing was stored, because only what would have happened was asked for; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }

    /// <summary>Whether the export was read to its end. What was read before it broke is stored.</summary>
    public bool Complete { get; private set; } = true;

    /// <summary>The first thousand, each with the number of the item, line or row of the export, from 0.</summary>
    public List<RequestError> Errors { get; } = [];

    public void Add(HookReport stored, int maxErrors)
    {
        Accounts.Add(stored.Accounts);
        Agents.Add(stored.Agents);
        Tickets.Add(stored.Tickets);
        Events.Add(stored.Events);
        Surveys.Add(stored.Surveys);
        Errors.AddRange(stored.Errors.Take(maxErrors - Errors.Count));
    }

    public void Stop(RequestError error)
    {
        Complete = false;
        Errors.Insert(0, error with { Item = new ItemPlace(Received) });
    }
}

/// <summary>Of one kind.</summary>
internal sealed class ImportedItems
{
    public long Created { get; private set; }
    public long Updated { get; private set; }
    public long Unchanged { get; private set; }
    public long Rejected { get; private set; }

    public void Add(BatchReport? report)
    {
        if (report is null) return;
        Created += report.Created;
        Updated += report.Updated;
        Unchanged += report.Unchanged;
        Rejected += report.Rejected;
    }
}
