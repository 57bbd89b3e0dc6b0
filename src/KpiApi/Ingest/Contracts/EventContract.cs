using KpiApi.Engine.Model;
using KpiApi.Engine.Spelling;
using KpiApi.Ingest.Parsing;
using KpiApi.Storage.Tables;

namespace KpiApi.Ingest.Contracts;

internal static class EventContract
{
    private static readonly ContractFields<TicketEvent> s_fields = new(StoreTables.Events);

    public static readonly Field Id = s_fields.Add(EventColumns.Id, Field.Id("The event's id in its source.", "E-5001"));
    public static readonly Field Ticket = s_fields.Add(EventColumns.Ticket, Field.Text("ticket", "The ticket it happened to, which may arrive later.", "T-1001") with { Required = true, MayBeNumber = true });
    public static readonly Field Type = s_fields.Add(EventColumns.Type, Field.Word("type", "reply, call, chat, note, customer_message, status, stage, assignment, team, priority, or a word of your own.", "reply") with { Required = true });
    public static readonly Field At = s_fields.Add(EventColumns.AtMs, Field.Instant("at", "When it happened.", "2026-01-05T09:40:00Z") with { Required = true });
    public static readonly Field Actor = s_fields.Add(EventColumns.Actor, Field.Choice<Actor>("actor", "Who did it.", "agent") with { Default = "agent; customer for customer_message" });
    public static readonly Field Agent = s_fields.Add(EventColumns.Agent, Field.Reference("agent", "The agent who did it.", "anna") with { NamesAgent = true });
    public static readonly Field Public = s_fields.Add(EventColumns.Public, Field.Flag("public", "Seen by the customer.", "true") with { Default = "true for reply, call, chat and customer_message; else false" });
    public static readonly Field DurationSeconds = s_fields.Add(EventColumns.DurationMs, Field.Seconds("durationSeconds", "Time spent on it, in seconds, kept to the millisecond.", "240"));
    public static readonly Field From = s_fields.Add(EventColumns.From, Field.Reference("from", "The status, stage, agent, team or priority before.", "open"));
    public static readonly Field To = s_fields.Add(EventColumns.To, Field.Reference("to", "The status, stage, agent, team or priority after.", "solved"));

    private static readonly Field Statuses = Field.Choice<TicketStatus>("status", "", "");

    public static readonly Contract<TicketEvent> Contract = new("events", "event", s_fields, Check)
    {
        Complete = Complete,
        NamesAgent = (row, field) => field.NamesAgent || (row.Type == EventTypes.Assignment && (field == From || field == To)),
    };

    private static void Check(ItemDraft draft)
    {
        var type = draft.Text(Type);
        if (type is EventTypes.Status or EventTypes.Stage && draft[To].State is SlotState.Absent or SlotState.Null)
            draft.Problem(To, "required", $"An event of type {type}{(draft[Type].IsStored ? ", as it is stored," : "")} needs to, the {type} after it.");
        if (type != EventTypes.Status) return;
        KnownStatus(draft, From);
        KnownStatus(draft, To);
    }

    private static void KnownStatus(ItemDraft draft, Field field)
    {
        if (draft.Text(field) is not { } status || !draft.Has(field) || Statuses.Choices.Contains(status)) return;
        var nearest = Nearest.To(status, Statuses.Choices);
        draft.Problem(field, "unknown_value", $"{draft.Name(field)} of a status event has to be one of {string.Join(", ", Statuses.Choices)}.", nearest);
    }

    /// <summary>What depends on the type where the event does not say it.</summary>
    private static void Complete(TicketEvent row, ItemDraft draft)
    {
        if (!draft.Has(Actor) && row.Type == EventTypes.CustomerMessage) row.Actor = Engine.Model.Actor.Customer;
        if (!draft.Has(Public)) row.Public = EventTypes.IsAnswer(row.Type) || row.Type == EventTypes.CustomerMessage;
    }
}
