using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class StatusIntervalFields : ListFields<StatusInterval>
{
    public StatusIntervalFields(FieldList fields)
        : base(fields, FactTable.StatusIntervals, o => o.StatusIntervals)
    {
        From = Instant("begins_at", p => p.FromMs);
        To = Instant("ends_at", p => p.ToMs);
        Status = Choice("status", DictionaryId.Status, p => (int)p.Status + 1);
        Edges = Choice<IntervalEdges>("edges", p => (int)p.Edges + 1);
    }

    public LongField From { get; }
    public LongField To { get; }
    public CodeField Status { get; }
    public CodeField Edges { get; }
}
