using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class HoldingFields : ListFields<Holding>
{
    public HoldingFields(FieldList fields)
        : base(fields, FactTable.Holdings, o => o.Holdings)
    {
        From = Instant("begins_at", h => h.FromMs);
        To = Instant("ends_at", h => h.ToMs);
        Business = Milliseconds("business_seconds", h => h.BusinessMs);
        Agent = Text("agent", DictionaryId.Agent, h => h.Agent);
    }

    public LongField From { get; }
    public LongField To { get; }
    public LongField Business { get; }
    public CodeField Agent { get; }
}
