using System.Security.Cryptography;

namespace KpiApi.Webhooks;

/// <summary>Secrets by which messages are signed, as Standard Webhooks writes them.</summary>
internal sealed class WebhookSecrets(RandomNumberGenerator random)
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;

    public string New()
    {
        var secret = new byte[Bytes];
        random.GetBytes(secret);
        return Prefix + Convert.ToBase64String(secret);
    }
}
