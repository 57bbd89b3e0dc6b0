using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class StageVisitFields : ListFields<StageVisit>
{
    public StageVisitFields(FieldList fields)
        : base(fields, FactTable.StageVisits, o => o.StageVisits)
    {
        EnteredAt = Long(v => v.EnteredAtMs);
        LeftAt = Long(v => v.LeftAtMs);
        Business = Long(v => v.BusinessMs);
        Stage = Name(DictionaryId.Stage, v => v.Stage);
    }

    public LongField EnteredAt { get; }
    public LongField LeftAt { get; }
    public LongField Business { get; }
    public CodeField Stage { get; }
}
