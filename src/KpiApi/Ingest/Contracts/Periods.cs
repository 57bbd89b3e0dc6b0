using KpiApi.Ingest.Parsing;

namespace KpiApi.Ingest.Contracts;

/// <summary>What lasts from one instant to another, <c>[from, to)</c>.</summary>
internal static class Periods
{
    public static void Check(ItemDraft draft, Field from, Field to)
    {
        if (draft.Ms(to) <= draft.Ms(from)) draft.Problem(to, "to_not_after_from", $"{draft.Name(to)} has to be after {draft.Name(from)}.");
    }
}
