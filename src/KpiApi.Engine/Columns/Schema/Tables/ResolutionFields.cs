using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class ResolutionFields : ListFields<Resolution>
{
    public ResolutionFields(FieldList fields)
        : base(fields, FactTable.Resolutions, o => o.Resolutions)
    {
        At = Instant("resolved_at", r => r.AtMs);
        Business = Milliseconds("business_seconds", r => r.BusinessMs);
        Resolver = Text("resolver", DictionaryId.Agent, r => r.Resolver);
        Order = Choice<ResolutionOrder>("position", r => (int)r.Order + 1);
    }

    public LongField At { get; }
    public LongField Business { get; }
    public CodeField Resolver { get; }
    public CodeField Order { get; }
}
