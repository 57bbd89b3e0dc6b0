using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class ReassignmentFields : ListFields<Reassignment>
{
    public ReassignmentFields(FieldList fields)
        : base(fields, FactTable.Reassignments, o => o.Reassignments)
    {
        At = Instant("reassigned_at", r => r.AtMs);
        AgentBefore = Text("agent_before", DictionaryId.Agent, r => r.AgentBefore);
    }

    public LongField At { get; }
    public CodeField AgentBefore { get; }
}
