namespace KpiApi.Storage.Tables;

/// <summary>A webhook that fails, or to which nothing is sent any more. One without a row is active.</summary>
internal sealed class WebhookCondition
{
    /// <summary>The id of the webhook.</summary>
    public required string Webhook { get; init; }
    public WebhookTrouble Trouble { get; init; }

    /// <summary>Of the last attempt, without the receiver's words.</summary>
    public string? LastError { get; init; }

    /// <summary>When it was paused or disabled, or of the first of the failures that go on.</summary>
    public long? SinceMs { get; init; }
}

internal enum WebhookTrouble : byte
{
    /// <summary>Tried again.</summary>
    Failing,

    /// <summary>Failed for a day; nothing is sent until it is put again.</summary>
    Paused,

    /// <summary>The receiver answered that it is gone; nothing is sent until it is put again.</summary>
    Disabled,
}
