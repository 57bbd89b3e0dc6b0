using KpiApi.Engine.Model;
using KpiApi.Storage.Tables;

namespace KpiApi.Ingest.Contracts;

internal static class CostContract
{
    private static readonly ContractFields<Cost> s_fields = new(StoreTables.Costs);

    public static readonly Field Id = s_fields.Add(CostColumns.Id, Field.Id("The cost's id in its source.", "C-2026-01-salaries"));
    public static readonly Field From = s_fields.Add(CostColumns.FromMs, Field.Day("from", "When the time it pays for begins.", "2026-01-01T00:00:00Z") with { Required = true });
    public static readonly Field To = s_fields.Add(CostColumns.ToMs, Field.Day("to", "When that time ends; the amount is spread over it evenly.", "2026-02-01T00:00:00Z") with { Required = true });
    public static readonly Field Amount = s_fields.Add(CostColumns.AmountUnits, Field.Money("amount", "The money, in the one currency that all amounts are in.", "100000") with { Required = true });
    public static readonly Field Channel = s_fields.Add(CostColumns.Channel, Field.Word("channel", "The channel it is spent on; shared by all when absent.", "chat"));
    public static readonly Field Team = s_fields.Add(CostColumns.Team, Field.Reference("team", "The team it is spent on; shared by all when absent.", "tier-1"));

    public static readonly Contract<Cost> Contract = new("costs", "cost", s_fields, draft => Periods.Check(draft, From, To));
}
