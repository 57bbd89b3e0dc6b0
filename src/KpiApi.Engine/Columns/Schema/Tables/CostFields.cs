using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class CostFields : OptionalFields<Cost>
{
    public CostFields(FieldList fields)
        : base(fields, FactTable.Costs, o => o.Cost)
    {
        From = Long(c => c.FromMs);
        To = Long(c => c.ToMs);
        Amount = Long(c => c.AmountUnits, Money.UnitsPerWhole);
        Channel = Name(DictionaryId.Channel, c => c.Channel);
        Team = Name(DictionaryId.Team, c => c.Team);
    }

    public LongField From { get; }
    public LongField To { get; }
    public LongField Amount { get; }
    public CodeField Channel { get; }
    public CodeField Team { get; }
}
