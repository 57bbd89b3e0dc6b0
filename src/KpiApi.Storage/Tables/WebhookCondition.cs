namespace KpiApi.Storage.Tables;

/// <summary>How a webhook fares. One without a row is active and does not fail.</summary>
internal sealed class WebhookCondition
{
    /// <summary>The id of the webhook.</summary>
    public required string Webhook { get; init; }
    public bool IsDisabled { get; init; }

    /// <summary>Why it is disabled, or fails.</summary>
    public string? LastError { get; init; }

    /// <summary>Of the disabling, or of the first of the failures that go on; null while it does neither.</summary>
    public long? SinceMs { get; init; }
}
