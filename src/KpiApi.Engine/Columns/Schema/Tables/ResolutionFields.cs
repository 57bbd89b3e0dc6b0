using KpiApi.Engine.Derivation;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class ResolutionFields : ListFields<Resolution>
{
    public ResolutionFields(FieldList fields)
        : base(fields, FactTable.Resolutions, o => o.Resolutions)
    {
        At = Long(r => r.AtMs);
        Business = Long(r => r.BusinessMs);
        Resolver = Name(DictionaryId.Agent, r => r.Resolver);
        Order = Fixed(r => (int)r.Order + 1);
    }

    public LongField At { get; }
    public LongField Business { get; }
    public CodeField Resolver { get; }
    public CodeField Order { get; }
}
