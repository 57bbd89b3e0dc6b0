namespace KpiApi.Engine.Model;

/// <summary>The kinds of survey as they are written in JSON.</summary>
public static class SurveyKindNames
{
    /// <summary>In the order of <see cref="SurveyKind"/>.</summary>
    public static IReadOnlyList<string> All { get; } = ["csat", "nps", "ces"];

    public static string Name(SurveyKind kind) => All[(int)kind];
}
