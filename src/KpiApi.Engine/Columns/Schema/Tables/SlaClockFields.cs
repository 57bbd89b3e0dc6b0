using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class SlaClockFields : ListFields<SlaClock>
{
    public SlaClockFields(FieldList fields)
        : base(fields, FactTable.SlaClocks, o => o.SlaClocks)
    {
        At = Instant("decided_at", c => c.AtMs);
        Target = Choice<SlaTarget>("target", c => (int)c.Target + 1);
        Met = Flag("is_met", c => c.Met);
        Agent = Text("agent", DictionaryId.Agent, c => c.Agent);
    }

    public LongField At { get; }
    public CodeField Target { get; }
    public CodeField Met { get; }
    public CodeField Agent { get; }
}
