namespace KpiApi.Engine.Tests.Oracle;

/// <param name="Mix">Null where nothing is weighted; then performance is, too.</param>
internal sealed record OracleContribution(string? Value, decimal Contribution, decimal? Mix, decimal? Performance, OracleValue Now, OracleValue Before);

/// <summary>Why a number changed, letter by letter as metrics.md, section 4b, has it.</summary>
internal static class OracleDrivers
{
    /// <summary>Of each value of the one dimension that the question groups by. Null where one of the two periods has no value.</summary>
    public static (decimal Change, IReadOnlyList<OracleContribution> Values)? Of(OracleQuestion question, OracleDesk desk)
    {
        var (answers, choice) = (new OracleAnswers(question, desk), question.Metrics[0]);
        if (answers.Previous is not { } previous || answers.Value(choice, null, null) is not { Precise: { } now } total || previous.Value(choice, null, null) is not { Precise: { } before } totalBefore)
            return null;
        var groups = answers.Groups().Concat(previous.Groups()).Select(keys => keys[0]).Distinct();
        return (now - before, [.. groups.Select(group =>
            Contribution(choice, group, (answers.Value(choice, [group], null), previous.Value(choice, [group], null)), (total, totalBefore)))]);
    }

    /// <summary>True of a value that is the sum of those of its parts.</summary>
    public static bool IsSum(OracleChoice choice) => choice.Statistic == "sum"
        || (choice.Statistic is null && choice.Metric.Kind is OracleKind.Count or OracleKind.Sum or OracleKind.Distinct or OracleKind.Net or OracleKind.Level or OracleKind.Spread or OracleKind.AccountValue);

    private static OracleContribution Contribution(OracleChoice choice, string? name, (OracleValue Now, OracleValue Before) value, (OracleValue Now, OracleValue Before) total)
    {
        var (now, before) = value;
        if (IsSum(choice))
            return new(name, (now.Precise ?? 0) - (before.Precise ?? 0), null, null, now, before);
        var (w1, w0) = (now.Weight / total.Now.Weight, before.Weight / total.Before.Weight);
        var middle = (total.Now.Precise!.Value + total.Before.Precise!.Value) / 2;
        decimal mix, performance = 0;
        if (w1 != 0 && w0 != 0)
        {
            var (x1, x0) = (now.Weighted / now.Weight, before.Weighted / before.Weight);
            mix = (w1 - w0) * ((x1 + x0) / 2 - middle);
            performance = (x1 - x0) * (w1 + w0) / 2;
        }
        else
        {
            // In one period only, with the value that it has there; what is divided by nothing adds to the total all the same.
            mix = now.Weighted / total.Now.Weight - before.Weighted / total.Before.Weight - (w1 - w0) * middle;
        }
        return new(name, mix + performance, mix, performance, now, before);
    }
}
