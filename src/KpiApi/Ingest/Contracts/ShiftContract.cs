using KpiApi.Engine.Model;
using KpiApi.Ingest.Parsing;

namespace KpiApi.Ingest.Contracts;

internal static class ShiftContract
{
    private static readonly Field Id = Field.Id("The shift's id in its source.", "SH-20260105-anna");
    private static readonly Field Agent = Field.Word("agent", "Whose it is.", "anna") with { Required = true };
    private static readonly Field From = Field.Instant("from", "When it begins.", "2026-01-05T08:00:00Z") with { Required = true };
    private static readonly Field To = Field.Instant("to", "When it ends.", "2026-01-05T16:30:00Z") with { Required = true };
    private static readonly Field Kind = Field.Choice<ShiftKind>("kind", "Time planned, for utilization, or time signed in and ready, for occupancy.", "scheduled") with { Default = "scheduled" };

    public static readonly Contract<Shift> Contract = new("shifts", "shift", [Id, Agent, From, To, Kind], draft => Periods.Check(draft, From, To), Make);

    private static Shift Make(ItemDraft draft) => new()
    {
        Id = draft.RequiredText(Id),
        Agent = draft.RequiredText(Agent),
        FromMs = draft.Ms(From)!.Value,
        ToMs = draft.Ms(To)!.Value,
        Kind = (ShiftKind)(draft.Choice(Kind) ?? 0),
    };
}
