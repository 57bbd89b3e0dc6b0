using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class ShiftFields : OptionalFields<Shift>
{
    public ShiftFields(FieldList fields)
        : base(fields, FactTable.Shifts, o => o.Shift)
    {
        From = Long(s => s.FromMs);
        To = Long(s => s.ToMs);
        Agent = Name(DictionaryId.Agent, s => s.Agent);
        Kind = Fixed(s => (int)s.Kind + 1);
    }

    public LongField From { get; }
    public LongField To { get; }
    public CodeField Agent { get; }
    public CodeField Kind { get; }
}
