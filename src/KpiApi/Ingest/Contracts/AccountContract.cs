using KpiApi.Engine.Model;
using KpiApi.Ingest.Parsing;
using KpiApi.Storage.Tables;

namespace KpiApi.Ingest.Contracts;

internal static class AccountContract
{
    private static readonly ContractFields<Account> s_fields = new(StoreTables.Accounts);

    public static readonly Field Id = s_fields.Add(AccountColumns.Id, Field.Id("The id by which tickets and surveys name the account.", "A-77"));
    public static readonly Field Name = s_fields.Add(AccountColumns.Name, Field.Text("name", "For people to read.", "Nordwind Ltd"));
    public static readonly Field Value = s_fields.Add(AccountColumns.ValueUnits, Field.Money("value", "What the account is worth a year.", "12500"));
    public static readonly Field Since = s_fields.Add(AccountColumns.SinceMs, Field.Day("since", "When it became a customer; a customer from the beginning when absent.", "2024-03-01T00:00:00Z"));
    public static readonly Field Until = s_fields.Add(AccountColumns.UntilMs, Field.Day("until", "When it ceased to be one; still one when absent.", "2026-06-30T22:00:00Z"));

    public static readonly Field Attributes = s_fields.Add(AccountColumns.Attributes, Field.Attributes("The declared attributes of accounts: texts by their ids. One that is left out stays as it is, null clears it; today's values count for everything of the account.", """{"tier":"gold"}"""));

    public static readonly Contract<Account> Contract = new("accounts", "account", s_fields, Check);

    private static void Check(ItemDraft draft)
    {
        if (draft.Ms(Until) < draft.Ms(Since)) draft.Problem(Until, "until_before_since", $"{draft.Name(Until)} is before {draft.Name(Since)}.");
    }
}
