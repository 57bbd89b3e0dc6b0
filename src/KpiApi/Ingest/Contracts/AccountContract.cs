using KpiApi.Engine.Model;
using KpiApi.Ingest.Parsing;

namespace KpiApi.Ingest.Contracts;

internal static class AccountContract
{
    private static readonly Field Id = Field.Id("The id by which tickets and surveys name the account.", "A-77");
    private static readonly Field Name = Field.Text("name", "For people to read.", "Nordwind Ltd");
    private static readonly Field Value = Field.Money("value", "What the account is worth a year.", "12500");
    private static readonly Field Since = Field.Instant("since", "When it became a customer; a customer from the beginning when absent.", "2024-03-01T00:00:00Z");
    private static readonly Field Until = Field.Instant("until", "When it ceased to be one; still one when absent.", "2026-06-30T22:00:00Z");

    public static readonly Contract<Account> Contract = new("accounts", "account", [Id, Name, Value, Since, Until], Check, Make);

    private static void Check(ItemDraft draft)
    {
        if (draft.Ms(Until) < draft.Ms(Since)) draft.Problem(Until, "until_before_since", "until is before since.");
    }

    private static Account Make(ItemDraft draft) => new()
    {
        Id = draft.RequiredText(Id),
        Name = draft.Text(Name),
        ValueUnits = draft.Units(Value),
        SinceMs = draft.Ms(Since),
        UntilMs = draft.Ms(Until),
    };
}
