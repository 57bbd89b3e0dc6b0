using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class CostFields : OptionalFields<Cost>
{
    public CostFields(FieldList fields)
        : base(fields, FactTable.Costs, o => o.Cost)
    {
        From = Instant("begins_at", c => c.FromMs);
        To = Instant("ends_at", c => c.ToMs);
        Amount = Money("amount", c => c.AmountUnits);
        Channel = Text("channel", DictionaryId.Channel, c => c.Channel);
        Team = Text("team", DictionaryId.Team, c => c.Team);
    }

    public LongField From { get; }
    public LongField To { get; }
    public LongField Amount { get; }
    public CodeField Channel { get; }
    public CodeField Team { get; }
}
