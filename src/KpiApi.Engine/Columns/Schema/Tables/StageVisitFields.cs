using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class StageVisitFields : ListFields<StageVisit>
{
    public StageVisitFields(FieldList fields)
        : base(fields, FactTable.StageVisits, o => o.StageVisits)
    {
        EnteredAt = Instant("entered_at", v => v.EnteredAtMs);
        LeftAt = Instant("left_at", v => v.LeftAtMs);
        Business = Milliseconds("business_seconds", v => v.BusinessMs);
        Stage = Text("stage", DictionaryId.Stage, v => v.Stage);
    }

    public LongField EnteredAt { get; }
    public LongField LeftAt { get; }
    public LongField Business { get; }
    public CodeField Stage { get; }
}
