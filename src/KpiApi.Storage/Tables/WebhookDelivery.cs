namespace KpiApi.Storage.Tables;

/// <summary>An event on its way to one webhook (a row of the outbox), and afterwards what became of it.</summary>
internal sealed class WebhookDelivery
{
    public long Seq { get; init; }

    /// <summary>The id of the webhook.</summary>
    public required string Webhook { get; init; }

    /// <summary>The <see cref="AlertEvent.Seq"/> of the event.</summary>
    public required long EventSeq { get; init; }

    /// <summary>Sent as <c>webhook-id</c>, the same with each attempt, so that the receiver recognizes a repeat.</summary>
    public required string MessageId { get; init; }
    public DeliveryState State { get; init; }
    public int Attempts { get; init; }

    /// <summary>The first attempt, from which the time of retries counts; null before it.</summary>
    public long? FirstAttemptMs { get; init; }
    public long? LastAttemptMs { get; init; }

    /// <summary>Not before then.</summary>
    public required long NextAttemptMs { get; init; }

    /// <summary>The HTTP status of the last attempt; null when there was no answer.</summary>
    public int? LastStatus { get; init; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? LastError { get; init; }
}

internal enum DeliveryState : byte
{
    Pending,
    Delivered,

    /// <summary>Given up; only a replay tries it again.</summary>
    Failed,
}
