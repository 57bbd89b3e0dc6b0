using System.Globalization;
using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Tests;

/// <summary>What tests say came in, short enough to read in a row.</summary>
internal static class Given
{
    /// <summary>2026-01-31, 2026-01-31T09:00Z or with any other offset; a date is midnight in UTC.</summary>
    public static long At(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();

    /// <summary>The other way round, in UTC to the minute.</summary>
    public static string Text(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    public static Ticket Ticket(string id, string createdAt) => new() { Id = id, CreatedAtMs = At(createdAt) };

    public static TicketEvent Event(string ticket, string type, string at, string? agent = null, string? to = null) => new()
    {
        Id = $"{ticket}/{at}/{type}",
        Ticket = ticket,
        Type = type,
        AtMs = At(at),
        Agent = agent,
        To = to,
        Public = EventTypes.IsAnswer(type),
    };

    public static TicketEvent Reply(string ticket, string at, string? agent = null) => Event(ticket, EventTypes.Reply, at, agent);

    /// <summary>A change of status.</summary>
    public static TicketEvent Status(string ticket, string at, string to, string? agent = null) => Event(ticket, EventTypes.Status, at, agent, to);

    /// <summary>An answer on 1–5, without a ticket.</summary>
    public static Survey Csat(string id, string at, double score) => Survey(id, SurveyKind.Csat, at, score, 1, 5);

    public static Survey Nps(string id, string at, double score) => Survey(id, SurveyKind.Nps, at, score, 0, 10);

    public static Survey Ces(string id, string at, double score) => Survey(id, SurveyKind.Ces, at, score, 1, 7);

    public static Survey Survey(string id, SurveyKind kind, string at, double score, double min, double max) => new()
    {
        Id = id,
        Kind = kind,
        RespondedAtMs = At(at),
        Score = score,
        ScaleMin = min,
        ScaleMax = max,
    };
}
