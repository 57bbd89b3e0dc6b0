using System.Globalization;
using KpiApi.Engine.Facts;

namespace KpiApi.Ingest;

/// <summary>The scales whose answers have a meaning in metrics.md; any other is refused on arrival, because it could be counted only by guessing.</summary>
internal static class SurveyScales
{
    private static readonly (double Min, double Max)[] CsatScales = [(1, 3), (1, 4), (1, 5), (1, 6), (1, 7), (1, 10), (0, 100)];
    private static readonly (double Min, double Max)[] CesScales = [(1, 5), (1, 7), (0, 10)];

    public static (double Min, double Max) Default(SurveyKind kind) => kind switch
    {
        SurveyKind.Csat => (1, 5),
        SurveyKind.Nps => (0, 10),
        _ => (1, 7),
    };

    public static bool IsKnown(SurveyKind kind, (double Min, double Max) scale) => kind switch
    {
        // Two points, like 0–1 or 1–2, are "bad" and "good" whatever they are called.
        SurveyKind.Csat => CsatScales.Contains(scale) || scale.Max == scale.Min + 1,
        SurveyKind.Nps => scale == (0, 10),
        _ => CesScales.Contains(scale),
    };

    public static string Known(SurveyKind kind) => kind switch
    {
        SurveyKind.Csat => "A csat scale has to be 1–3, 1–4, 1–5, 1–6, 1–7, 1–10, 0–100, or of two points like 0–1.",
        SurveyKind.Nps => "The nps scale is 0–10.",
        _ => "A ces scale has to be 1–5, 1–7 or 0–10.",
    };

    public static void CheckScore(ItemDraft draft, Field field, SurveyKind kind, (double Min, double Max) scale)
    {
        if (draft.Number(field) is not { } score) return;
        if (score < scale.Min || score > scale.Max)
            draft.Problem(field, "out_of_range", string.Create(CultureInfo.InvariantCulture, $"score has to be from {scale.Min} to {scale.Max}, its scale."));
        if (!double.IsInteger(score) && (kind == SurveyKind.Nps || (kind == SurveyKind.Csat && scale.Max != 100)))
            draft.Problem(field, "not_whole", kind == SurveyKind.Nps ? "An nps score is a whole number." : "A csat score is a whole number, except on the scale 0–100.");
    }
}
