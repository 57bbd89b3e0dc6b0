using KpiApi.Engine.Model;
using KpiApi.Engine.Spelling;
using KpiApi.Ingest.Parsing;

namespace KpiApi.Ingest.Contracts;

internal static class EventContract
{
    private static readonly Field Id = Field.Id("The event's id in its source.", "E-5001");
    private static readonly Field Ticket = Field.Text("ticket", "The ticket it happened to, which may arrive later.", "T-1001") with { Required = true };
    private static readonly Field Type = Field.Word("type", "reply, call, chat, note, customer_message, status, stage, assignment, team, priority, or a word of your own.", "reply") with { Required = true };
    private static readonly Field At = Field.Instant("at", "When it happened.", "2026-01-05T09:40:00Z") with { Required = true };
    private static readonly Field Actor = Field.Choice<Actor>("actor", "Who did it.", "agent") with { Default = "agent; customer for customer_message" };
    private static readonly Field Agent = Field.Word("agent", "The agent who did it.", "anna");
    private static readonly Field Public = Field.Flag("public", "Seen by the customer.", "true") with { Default = "true for reply, call and chat; else false" };
    private static readonly Field DurationSeconds = Field.Seconds("durationSeconds", "Time spent on it, in seconds, kept to the millisecond.", "240");
    private static readonly Field From = Field.Word("from", "The status, stage, agent, team or priority before.", "open");
    private static readonly Field To = Field.Word("to", "The status, stage, agent, team or priority after.", "solved");

    private static readonly Field Statuses = Field.Choice<TicketStatus>("status", "", "");

    public static readonly Contract<TicketEvent> Contract = new("events", "event",
        [Id, Ticket, Type, At, Actor, Agent, Public, DurationSeconds, From, To], Check, Make);

    private static void Check(ItemDraft draft)
    {
        var type = draft.Text(Type);
        if (type is EventTypes.Status or EventTypes.Stage && draft[To].State is SlotState.Absent or SlotState.Null)
            draft.Problem(To, "required", $"An event of type {type} needs to, the {type} after it.");
        if (type != EventTypes.Status) return;
        KnownStatus(draft, From);
        KnownStatus(draft, To);
    }

    private static void KnownStatus(ItemDraft draft, Field field)
    {
        if (draft.Text(field) is not { } status || !draft.Has(field) || Statuses.Choices.Contains(status)) return;
        var nearest = Nearest.To(status, Statuses.Choices);
        draft.Problem(field, "unknown_value", $"{field.Name} of a status event has to be one of {string.Join(", ", Statuses.Choices)}.", nearest);
    }

    private static TicketEvent Make(ItemDraft draft)
    {
        var type = draft.RequiredText(Type);
        var actor = type == EventTypes.CustomerMessage ? Engine.Model.Actor.Customer : Engine.Model.Actor.Agent;
        return new()
        {
            Id = draft.RequiredText(Id),
            Ticket = draft.RequiredText(Ticket),
            Type = type,
            AtMs = draft.Ms(At)!.Value,
            Actor = (Actor?)draft.Choice(Actor) ?? actor,
            Agent = draft.Text(Agent),
            Public = draft.Flag(Public) ?? EventTypes.IsAnswer(type),
            DurationMs = draft.Ms(DurationSeconds),
            From = draft.Text(From),
            To = draft.Text(To),
        };
    }
}
