using KpiApi.Engine.Facts;

namespace KpiApi.Engine.Columns.Tables;

internal sealed class AccountFields : OptionalFields<Account>
{
    public AccountFields(FieldList fields)
        : base(fields, FactTable.Accounts, o => o.Account)
    {
        Since = Long(a => a.SinceMs ?? long.MinValue / 2);
        Until = Long(a => a.UntilMs);
        Value = Long(a => a.ValueUnits, Money.UnitsPerWhole);
        Id = Name(Domain.Account, a => a.Id);
    }

    public LongField Since { get; }
    public LongField Until { get; }
    public LongField Value { get; }
    public CodeField Id { get; }
}
