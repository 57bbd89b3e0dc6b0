using System.Globalization;
using System.Text.Json.Serialization;
using KpiApi.Ingest.Contracts;
using KpiApi.Storage.Tables;

namespace KpiApi.Ingest;

/// <summary>One thing that is wrong with one item of a batch.</summary>
internal sealed record ItemProblem(string Code, string Message)
{
    public const int MaxValueLength = 200;

    /// <summary>Of the item in its batch, from 0; null when it came alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyOrder(-4)]
    public long? Index { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonPropertyOrder(-3)]
    public string? Id { get; init; }

    /// <summary>RFC 6901, within the item.</summary>
    [JsonPropertyOrder(-2)]
    public string Pointer { get; init; } = "";

    /// <summary>Whose value it is about; the reader, which has the item's bytes, fills the value in.</summary>
    [JsonIgnore]
    public Field? Field { get; init; }

    /// <summary>As it was sent, shortened when long.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public object? Value { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Nearest { get; init; }

    /// <summary>Its ticket has as many as a ticket may have.</summary>
    public static ItemProblem TooMany<T>(StoreTable<T> table, T row, long? index = null)
    {
        var ticket = Shorten(table.TicketOf!(row)!);
        return new($"too_many_{table.Name}", string.Create(CultureInfo.InvariantCulture, $"The ticket '{ticket}' has {table.MaxOfTicket} {table.Name}, as many as a ticket may have."))
        {
            Index = index,
            Id = table.Id(row),
            Pointer = "/ticket",
            Value = ticket,
        };
    }

    public static string Shorten(string text) => text.Length <= MaxValueLength ? text : text[..(MaxValueLength - 1)] + "…";
}
