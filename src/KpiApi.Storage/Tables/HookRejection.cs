namespace KpiApi.Storage.Tables;

/// <summary>What a help desk sent to a hook and could not be stored, kept for some days so that it can be replayed when the hook's map was mended.</summary>
internal sealed class HookRejection
{
    public long Seq { get; init; }

    /// <summary>The id of the hook.</summary>
    public required string Hook { get; init; }
    public required long AtMs { get; init; }

    /// <summary>As JSON, as the answer told them.</summary>
    public required string Errors { get; set; }

    /// <summary>As it came.</summary>
    public required string Body { get; init; }
}
