using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class ActivityFields : ListFields<Activity>
{
    public ActivityFields(FieldList fields)
        : base(fields, FactTable.Activities, o => o.Activities)
    {
        At = Long(a => a.AtMs);
        Duration = Long(a => a.DurationMs);
        Agent = Name(DictionaryId.Agent, a => a.Agent);
        Type = Name(DictionaryId.ActivityType, a => a.Type);
        IsAnswer = Fixed(a => Flag(a.IsAnswer));
    }

    public LongField At { get; }
    public LongField Duration { get; }
    public CodeField Agent { get; }
    public CodeField Type { get; }
    public CodeField IsAnswer { get; }
}
