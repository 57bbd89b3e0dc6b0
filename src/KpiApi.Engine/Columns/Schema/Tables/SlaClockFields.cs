using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class SlaClockFields : ListFields<SlaClock>
{
    public SlaClockFields(FieldList fields)
        : base(fields, FactTable.SlaClocks, o => o.SlaClocks)
    {
        At = Long(c => c.AtMs);
        Target = Fixed(c => (int)c.Target + 1);
        Met = Fixed(c => Flag(c.Met));
        Agent = Name(DictionaryId.Agent, c => c.Agent);
    }

    public LongField At { get; }
    public CodeField Target { get; }
    public CodeField Met { get; }
    public CodeField Agent { get; }
}
