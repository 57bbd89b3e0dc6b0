using KpiApi.Engine.Model;

namespace KpiApi.Storage.Tests;

/// <summary>Rows for which only their ids matter.</summary>
internal static class Rows
{
    /// <summary>12 minutes past nine on the fifth of January 2026.</summary>
    public const long Morning = 1_767_604_320_000;

    public static Ticket Ticket(string id, string? account = null) => new() { Id = id, CreatedAtMs = Morning, Account = account };

    public static TicketEvent Note(string id, string ticket) => new() { Id = id, Ticket = ticket, Type = EventTypes.Note, AtMs = Morning };

    public static Survey Survey(string id, string? ticket = null, string? account = null) =>
        new() { Id = id, Kind = SurveyKind.Csat, Ticket = ticket, Account = account, RespondedAtMs = Morning, Score = 5, ScaleMin = 1, ScaleMax = 5 };
}
