using System.Globalization;
using KpiApi.Engine.Model;
using KpiApi.Ingest.Parsing;
using KpiApi.Storage.Tables;

namespace KpiApi.Ingest.Contracts;

internal static class SurveyContract
{
    private static readonly ContractFields<Survey> s_fields = new(StoreTables.Surveys);

    public static readonly Field Id = s_fields.Add(SurveyColumns.Id, Field.Id("The survey's id in its source.", "S-301"));
    public static readonly Field Kind = s_fields.Add(SurveyColumns.Kind, Field.Choice<SurveyKind>("kind", "Satisfaction, recommendation or effort.", "csat") with { Required = true });
    public static readonly Field Ticket = s_fields.Add(SurveyColumns.Ticket, Field.Text("ticket", "The ticket it asks about, which may arrive later; none for one that stands alone.", "T-1001") with { MayBeNumber = true });
    public static readonly Field SentAt = s_fields.Add(SurveyColumns.SentAtMs, Field.Instant("sentAt", "When it was sent.", "2026-01-06T11:00:00Z"));
    public static readonly Field RespondedAt = s_fields.Add(SurveyColumns.RespondedAtMs, Field.Instant("respondedAt", "When it was answered.", "2026-01-06T12:30:00Z") with { IsPast = true });
    public static readonly Field Score = s_fields.Add(SurveyColumns.Score, Decimal("score", "The answer.", "5") with { Decimals = 4 });
    public static readonly Field ScaleMin = s_fields.Add(SurveyColumns.ScaleMin, Decimal("scaleMin", "The lowest score possible.", "1") with { Default = "csat 1, nps 0, ces 1" });
    public static readonly Field ScaleMax = s_fields.Add(SurveyColumns.ScaleMax, Decimal("scaleMax", "The highest score possible.", "5") with { Default = "csat 5, nps 10, ces 7" });
    public static readonly Field LowerIsBetter = s_fields.Add(SurveyColumns.LowerIsBetter, Field.Flag("lowerIsBetter", "For ces: the lowest score means the least effort.", "false") with { Default = "false" });
    public static readonly Field Agent = s_fields.Add(SurveyColumns.Agent, Field.Reference("agent", "Whom the answer is about, if not the ticket's agent.", "anna") with { NamesAgent = true });
    public static readonly Field Channel = s_fields.Add(SurveyColumns.Channel, Field.Word("channel", "If not the ticket's.", "email"));
    public static readonly Field Reason = s_fields.Add(SurveyColumns.Reason, Field.Word("reason", "If not the ticket's.", "billing"));
    public static readonly Field Team = s_fields.Add(SurveyColumns.Team, Field.Reference("team", "If not the ticket's.", "tier-1"));
    public static readonly Field Account = s_fields.Add(SurveyColumns.Account, Field.Reference("account", "If not the ticket's.", "A-77"));
    public static readonly Field Comment = s_fields.Add(SurveyColumns.Comment, Field.Text("comment", "What the customer wrote.", "Quick and friendly") with { MaxLength = 10_000, Multiline = true, NamesAgent = true });

    public static readonly Contract<Survey> Contract = new("surveys", "survey", s_fields, Check)
    {
        Complete = Complete,
    };

    private static Field Decimal(string name, string description, string example) =>
        new(name, FieldKind.Number, description, example) { Min = -1000, Max = 1000 };

    private static void Check(ItemDraft draft)
    {
        CheckTimes(draft);
        if ((SurveyKind?)draft.Choice(Kind) is not { } kind) return;
        if (kind != SurveyKind.Ces && draft.Flag(LowerIsBetter) == true)
            draft.Problem(LowerIsBetter, "not_allowed", $"{draft.Name(LowerIsBetter)} is possible for ces only.");
        if (ScaleOf(draft, kind) is { } scale) CheckScore(draft, kind, scale);
    }

    private static void CheckTimes(ItemDraft draft)
    {
        if (!IsGiven(draft, SentAt) && !IsGiven(draft, RespondedAt))
            draft.Problem(SentAt, "required", "A survey needs sentAt, respondedAt or both.");
        if (draft.Ms(RespondedAt) < draft.Ms(SentAt))
            draft.Problem(RespondedAt, "responded_before_sent", $"{draft.Name(RespondedAt)} is before {draft.Name(SentAt)}.");
        if (IsGiven(draft, Score) && !IsGiven(draft, RespondedAt))
            draft.Problem(RespondedAt, "required", $"An answer, which {draft.Name(Score)} is, needs respondedAt.");
        if (IsGiven(draft, RespondedAt) && !IsGiven(draft, Score))
            draft.Problem(Score, "required", $"A survey with {draft.Name(RespondedAt)} needs its answer, score.");
    }

    /// <summary>Null when the scale is wrong, and reported.</summary>
    private static (double Min, double Max)? ScaleOf(ItemDraft draft, SurveyKind kind)
    {
        var (min, max) = (IsGiven(draft, ScaleMin), IsGiven(draft, ScaleMax));
        if (!min && !max) return SurveyScale.Default(kind);
        if (min != max)
        {
            draft.Problem(min ? ScaleMax : ScaleMin, "required", "scaleMin and scaleMax are given together or not at all.");
            return null;
        }

        if (!draft.Has(ScaleMin) || !draft.Has(ScaleMax)) return null;
        var (lowest, highest) = (draft.Number(ScaleMin)!.Value, draft.Number(ScaleMax)!.Value);
        if (SurveyScale.IsKnown(kind, lowest, highest)) return (lowest, highest);
        draft.Problem(ScaleMax, "unknown_scale", $"{draft.Name(ScaleMin)} and {draft.Name(ScaleMax)} are no scale of {NameOf(kind)}; there is {SurveyScale.Known(kind)}.");
        return null;
    }

    private static void CheckScore(ItemDraft draft, SurveyKind kind, (double Min, double Max) scale)
    {
        if (draft.Number(Score) is not { } score) return;
        if (score < scale.Min || score > scale.Max)
            draft.Problem(Score, "out_of_range", $"On {(IsGiven(draft, ScaleMax) ? "its scale" : $"the usual scale of {NameOf(kind)}")}, {SurveyScale.Name(scale.Min, scale.Max)}, score can't be that.{ScaleHint(draft, kind, score)}");
        if (!double.IsInteger(score) && SurveyScale.IsWhole(kind, scale.Min, scale.Max))
            draft.Problem(Score, "not_whole", $"On the scale {SurveyScale.Name(scale.Min, scale.Max)} of {NameOf(kind)} score is a whole number.");
    }

    /// <summary>The narrowest scale that the score is on, where nobody said one: 10 of nothing is more likely 10 of 1–10 than a mistake.</summary>
    private static string ScaleHint(ItemDraft draft, SurveyKind kind, double score) =>
        !IsGiven(draft, ScaleMin) && SurveyScale.Fitting(kind, score) is var (min, max)
            ? string.Create(CultureInfo.InvariantCulture, $" If it is on another one, say so: scaleMin {min} and scaleMax {max}, for instance.")
            : "";

    private static string NameOf(SurveyKind kind) => kind.ToString().ToLowerInvariant();

    private static bool IsGiven(ItemDraft draft, Field field) => draft[field].State is SlotState.Set or SlotState.Bad;

    /// <summary>The usual scale of its kind where the survey does not say one.</summary>
    private static void Complete(Survey row, ItemDraft draft)
    {
        if (!draft.Has(ScaleMin)) row.ScaleMin = SurveyScale.Default(row.Kind).Min;
        if (!draft.Has(ScaleMax)) row.ScaleMax = SurveyScale.Default(row.Kind).Max;
    }
}
