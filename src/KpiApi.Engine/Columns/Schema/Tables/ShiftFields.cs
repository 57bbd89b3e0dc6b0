using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class ShiftFields : OptionalFields<Shift>
{
    public ShiftFields(FieldList fields)
        : base(fields, FactTable.Shifts, o => o.Shift)
    {
        From = Instant("begins_at", s => s.FromMs);
        To = Instant("ends_at", s => s.ToMs);
        Agent = Text("agent", DictionaryId.Agent, s => s.Agent);
        Kind = Choice<ShiftKind>("kind", s => (int)s.Kind + 1);
    }

    public LongField From { get; }
    public LongField To { get; }
    public CodeField Agent { get; }
    public CodeField Kind { get; }
}
