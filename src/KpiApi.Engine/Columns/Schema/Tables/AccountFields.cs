using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class AccountFields : OptionalFields<Account>
{
    /// <summary>1899-01-01, before every period that can be asked for: a customer from the beginning.</summary>
    internal const long Always = -2_240_524_800_000;

    public AccountFields(FieldList fields)
        : base(fields, FactTable.Accounts, o => o.Account)
    {
        Since = Long(a => a.SinceMs ?? Always);
        Until = Long(a => a.UntilMs);
        Value = Long(a => a.ValueUnits, Money.UnitsPerWhole);
        Id = Name(DictionaryId.Account, a => a.Id);
    }

    public LongField Since { get; }
    public LongField Until { get; }
    public LongField Value { get; }
    public CodeField Id { get; }
}
