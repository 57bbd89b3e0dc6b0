namespace KpiApi.Storage.Tables;

/// <summary>What an alert reported: its history, the note that it was, and the body that webhooks deliver.</summary>
internal sealed class AlertEvent
{
    public long Seq { get; init; }

    /// <summary>The id of the alert.</summary>
    public required string Alert { get; init; }

    /// <summary>A hash of what is reported once per alert: the same again is not.</summary>
    public required string OnceKey { get; init; }

    /// <summary>The id of the ticket or survey, or the group's value; empty for none.</summary>
    public required string Subject { get; init; }

    /// <summary>alert.opened, survey.received …</summary>
    public required string Type { get; init; }
    public required long AtMs { get; init; }

    /// <summary>The event as JSON, as it is delivered.</summary>
    public required string Body { get; init; }
}
