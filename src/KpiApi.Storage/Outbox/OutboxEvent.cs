namespace KpiApi.Storage.Outbox;

/// <summary>Something that an alert reports, and the webhooks that it is sent to.</summary>
/// <param name="Alert">The id of the alert.</param>
/// <param name="OnceKey">Of any length: what an alert has reported under a key it never reports again.</param>
/// <param name="Type">alert.opened, survey.received …</param>
/// <param name="AtMs">Since 1970.</param>
/// <param name="Body">As JSON, as it is delivered. Ids of tickets, surveys and accounts are values of their own in it, so that erasing an account finds them.</param>
internal sealed record OutboxEvent(string Alert, string OnceKey, string Type, long AtMs, string Body)
{
    /// <summary>The id of the ticket or survey, or the group's value.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The ids of what it names; an event of what is no longer in the store is not kept.</summary>
    public string? Ticket { get; init; }

    public string? Survey { get; init; }

    public string? Account { get; init; }

    /// <summary>The ids of the webhooks that deliver it.</summary>
    public IReadOnlyList<string> Webhooks { get; init; } = [];
}
