using KpiApi.Engine.Model;
using KpiApi.Ingest.Parsing;

namespace KpiApi.Ingest.Contracts;

internal static class CostContract
{
    private static readonly Field Id = Field.Id("The cost's id in its source.", "C-2026-01-salaries");
    private static readonly Field From = Field.Instant("from", "When the time it pays for begins.", "2026-01-01T00:00:00Z") with { Required = true };
    private static readonly Field To = Field.Instant("to", "When that time ends; the amount is spread over it evenly.", "2026-02-01T00:00:00Z") with { Required = true };
    private static readonly Field Amount = Field.Money("amount", "The money, in the one currency that all amounts are in.", "100000") with { Required = true };
    private static readonly Field Channel = Field.Word("channel", "The channel it is spent on; shared by all when absent.", "chat");
    private static readonly Field Team = Field.Word("team", "The team it is spent on; shared by all when absent.", "tier-1");

    public static readonly Contract<Cost> Contract = new("costs", "cost", [Id, From, To, Amount, Channel, Team], draft => Periods.Check(draft, From, To), Make);

    private static Cost Make(ItemDraft draft) => new()
    {
        Id = draft.RequiredText(Id),
        FromMs = draft.Ms(From)!.Value,
        ToMs = draft.Ms(To)!.Value,
        AmountUnits = draft.Units(Amount)!.Value,
        Channel = draft.Text(Channel),
        Team = draft.Text(Team),
    };
}
