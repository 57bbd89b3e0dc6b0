using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class ReplyWaitFields : ListFields<ReplyWait>
{
    public ReplyWaitFields(FieldList fields)
        : base(fields, FactTable.ReplyWaits, o => o.ReplyWaits)
    {
        From = Instant("begins_at", w => w.FromMs);
        To = Instant("ends_at", w => w.ToMs);
        OpenFrom = Instant("open_from", w => w.OpenFromMs);
        Business = Milliseconds("business_seconds", w => w.BusinessMs);
        IsFirst = Flag("is_first", w => w.IsFirst);
        IsAnswered = Flag("is_answered", w => w.IsAnswered);
        Agent = Text("agent", DictionaryId.Agent, w => w.Agent);
    }

    public LongField From { get; }
    public LongField To { get; }
    public LongField OpenFrom { get; }
    public LongField Business { get; }
    public CodeField IsFirst { get; }
    public CodeField IsAnswered { get; }
    public CodeField Agent { get; }
}
