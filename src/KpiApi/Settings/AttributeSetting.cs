using System.ComponentModel;
using System.Text.Json.Serialization;
using KpiApi.Engine.Metrics;

namespace KpiApi.Settings;

/// <summary>A declared attribute: the dimension account.&lt;id&gt; or ticket.&lt;id&gt;.</summary>
/// <param name="Of">Whose it is.</param>
/// <param name="Title">For people to read; null = its id.</param>
internal sealed record AttributeSetting(string Id, AttributeOwner Of, string? Title)
{
    /// <summary>Its name in queries.</summary>
    [JsonIgnore]
    public string Dimension => DimensionNames.Name(Of == AttributeOwner.Account ? Engine.Metrics.Dimension.OfAccount(Id) : Engine.Metrics.Dimension.OfTicket(Id));
}

[Description("Whose an attribute is.")]
internal enum AttributeOwner { Account, Ticket }
