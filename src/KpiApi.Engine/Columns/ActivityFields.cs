using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Columns;

internal sealed class ActivityFields : ListFields<Activity>
{
    public ActivityFields(FieldList fields)
        : base(fields, FactTable.Activities, o => o.Activities)
    {
        At = Long(a => a.AtMs);
        Agent = Name(Domain.Agent, a => a.Agent);
        Type = Name(Domain.ActivityType, a => a.Type);
    }

    public LongField At { get; }
    public CodeField Agent { get; }
    public CodeField Type { get; }
}
