using System.Globalization;

namespace KpiApi.Engine.Model;

/// <summary>What a score means on its scale (metrics.md, rows csat, csat_score, nps and ces).</summary>
public static class SurveyScale
{
    /// <summary>
    /// Scores are summed as whole units, so that a mean is exact and does not depend on the order of the answers. Nine hundred million
    /// divides by 2, 3, 4, 5, 6 and 9 (the widths of all scales) with room for eight decimals.
    /// </summary>
    public const long UnitsPerPoint = 900_000_000;

    /// <summary>The lowest score that counts as satisfied, by (min, max); two-point scales are handled apart.</summary>
    private static readonly Dictionary<(double Min, double Max), double> s_satisfiedFrom = new()
    {
        [(1, 3)] = 3,
        [(1, 4)] = 3,
        [(1, 5)] = 4,
        [(1, 6)] = 5,
        [(1, 7)] = 6,
        [(1, 10)] = 8,
        [(0, 100)] = 80,
    };

    /// <summary>The effort scales that can be mapped to 1–7.</summary>
    private static readonly HashSet<(double Min, double Max)> s_effort = [(1, 5), (1, 7), (0, 10)];

    /// <summary>The lowest mapped effort score that is "easy": the top three of seven, which on a scale of five are the top two.</summary>
    private const long EasyFromUnits = 5 * UnitsPerPoint;

    /// <summary>True when answers on the scale can be read; others are refused on arrival.</summary>
    public static bool IsKnown(SurveyKind kind, double min, double max) => kind switch
    {
        SurveyKind.Csat => IsTwoPoint(min, max) || s_satisfiedFrom.ContainsKey((min, max)),
        SurveyKind.Nps => (min, max) is (0, 10),
        _ => s_effort.Contains((min, max)),
    };

    /// <summary>The scales of a kind, for an error message.</summary>
    public static string Known(SurveyKind kind) => kind switch
    {
        SurveyKind.Csat => string.Join(", ", s_satisfiedFrom.Keys.Select(s => Name(s.Min, s.Max))) + " and two-point scales",
        SurveyKind.Nps => Name(0, 10),
        _ => string.Join(", ", s_effort.Select(s => Name(s.Min, s.Max))),
    };

    /// <summary>True when only whole scores have a meaning on the scale.</summary>
    public static bool IsWhole(SurveyKind kind, double min, double max) =>
        kind == SurveyKind.Nps || (kind == SurveyKind.Csat && (min, max) is not (0, 100));

    /// <summary>The narrowest scale of a kind that has the score; null when none has.</summary>
    public static (double Min, double Max)? Fitting(SurveyKind kind, double score)
    {
        IEnumerable<(double Min, double Max)> scales = kind switch
        {
            SurveyKind.Csat => s_satisfiedFrom.Keys.Append((0, 1)),
            SurveyKind.Nps => [(0, 10)],
            _ => s_effort,
        };
        var fitting = scales.Where(scale => score >= scale.Min && score <= scale.Max && (double.IsInteger(score) || !IsWhole(kind, scale.Min, scale.Max))).ToList();
        return fitting.Count == 0 ? null : fitting.MinBy(scale => scale.Max - scale.Min);
    }

    public static (double Min, double Max) Default(SurveyKind kind) => kind switch
    {
        SurveyKind.Csat => (1, 5),
        SurveyKind.Nps => (0, 10),
        _ => (1, 7),
    };

    public static string Name(double min, double max) => string.Create(CultureInfo.InvariantCulture, $"{min}–{max}");

    internal static long Units(double points) => (long)Math.Round(points * UnitsPerPoint);

    /// <summary>Where a score lies between the worst of its kind, 0, and the best, 100: answers of all kinds can be sorted by it.</summary>
    /// <param name="scoreUnits">On the metric's own scale.</param>
    internal static long Share(SurveyKind kind, long scoreUnits) => kind switch
    {
        SurveyKind.Csat => scoreUnits,
        SurveyKind.Nps => Map(scoreUnits, 0, 10, 0, 100),
        _ => Map(scoreUnits, 1, 7, 0, 100),
    };

    /// <summary>The score on the metric's own scale and what it counts as.</summary>
    internal static (SurveyOutcome Outcome, long ScoreUnits) Read(Survey survey, double score) => survey.Kind switch
    {
        SurveyKind.Csat => ReadSatisfaction(survey, score),
        SurveyKind.Nps => (score >= 9 ? SurveyOutcome.Positive : score >= 7 ? SurveyOutcome.Neutral : SurveyOutcome.Negative, Units(score)),
        _ => ReadEffort(survey, score),
    };

    private static (SurveyOutcome, long) ReadSatisfaction(Survey survey, double score)
    {
        var (min, max) = (survey.ScaleMin, survey.ScaleMax);
        var satisfiedFrom = IsTwoPoint(min, max) ? max : s_satisfiedFrom[(min, max)];
        var outcome = score >= satisfiedFrom ? SurveyOutcome.Positive : SurveyOutcome.Negative;
        return (outcome, Map(Units(score), min, max, 0, 100));
    }

    private static (SurveyOutcome, long) ReadEffort(Survey survey, double score)
    {
        var eased = survey.LowerIsBetter ? survey.ScaleMin + survey.ScaleMax - score : score;
        var mapped = Map(Units(eased), survey.ScaleMin, survey.ScaleMax, 1, 7);
        return (mapped >= EasyFromUnits ? SurveyOutcome.Positive : SurveyOutcome.Negative, mapped);
    }

    private static bool IsTwoPoint(double min, double max) => max - min == 1;

    /// <summary>Linear from [min, max] to [low, high], in units.</summary>
    private static long Map(long units, double min, double max, long low, long high) =>
        low * UnitsPerPoint + (long)((Int128)(units - Units(min)) * (high - low) / (long)(max - min));
}
