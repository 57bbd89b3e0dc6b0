using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class ActivityFields : ListFields<Activity>
{
    public ActivityFields(FieldList fields)
        : base(fields, FactTable.Activities, o => o.Activities)
    {
        At = Instant("done_at", a => a.AtMs);
        Duration = Milliseconds("duration_seconds", a => a.DurationMs);
        Agent = Text("agent", DictionaryId.Agent, a => a.Agent);
        Type = Text("activity_type", DictionaryId.ActivityType, a => a.Type);
        IsAnswer = Flag("is_answer", a => a.IsAnswer);
    }

    public LongField At { get; }
    public LongField Duration { get; }
    public CodeField Agent { get; }
    public CodeField Type { get; }
    public CodeField IsAnswer { get; }
}
