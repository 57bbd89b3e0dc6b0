using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Columns;

internal sealed class OpenIntervalFields : ListFields<OpenInterval>
{
    public OpenIntervalFields(FieldList fields)
        : base(fields, FactTable.OpenIntervals, o => o.OpenIntervals)
    {
        From = Long(i => i.FromMs);
        To = Long(i => i.ToMs);
    }

    public LongField From { get; }
    public LongField To { get; }
}
