using KpiApi.Engine.Derivation;
using KpiApi.Engine.Model;

namespace KpiApi.Engine.Columns.Schema.Tables;

internal sealed class AccountFields : OptionalFields<Account>
{
    /// <summary>1899-01-01, before every period that can be asked for: a customer from the beginning.</summary>
    internal const long Always = -2_240_524_800_000;

    public AccountFields(FieldList fields)
        : base(fields, FactTable.Accounts, o => o.Account)
    {
        Since = Instant("since", a => a.SinceMs ?? Always, Always);
        Until = Instant("until", a => a.UntilMs);
        Value = Money("value", a => a.ValueUnits);
        Id = Text("id", DictionaryId.Account, a => a.Id);
        Attributes = AttributeColumns(DictionaryId.AccountAttribute);
    }

    public LongField Since { get; }
    public LongField Until { get; }
    public LongField Value { get; }
    public CodeField Id { get; }

    public override IReadOnlyList<CodeField> Attributes { get; }

    public override IReadOnlyDictionary<string, string>? AttributeValues(OwnerFacts facts) => facts.AccountAttributes;

    public override IReadOnlyList<string> Slots(AttributeSlots attributes) => attributes.Account;
}
