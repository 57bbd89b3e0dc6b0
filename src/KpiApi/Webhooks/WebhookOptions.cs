using System.ComponentModel.DataAnnotations;

namespace KpiApi.Webhooks;

/// <summary>Section Webhooks.</summary>
internal sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>True delivers to private, loopback and link-local addresses too; leave it false where not everybody with the scope admin may reach the network that the service is in.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary>Seconds within which a receiver has to answer an attempt.</summary>
    [Range(1, 60)]
    public int AttemptSeconds { get; set; } = 10;

    /// <summary>Attempts to different webhooks that may be under way at once.</summary>
    [Range(1, 1_000)]
    public int MaxAttempts { get; set; } = 32;

    /// <summary>Webhooks that there may be. Code too_many_webhooks.</summary>
    [Range(1, 1_000)]
    public int MaxWebhooks { get; set; } = 100;

    /// <summary>Days for which deliveries are kept and can be replayed.</summary>
    [Range(1, 365)]
    public int KeepDays { get; set; } = 30;
}
