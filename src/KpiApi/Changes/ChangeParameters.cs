using KpiApi.Engine.Spelling;
using KpiApi.Http.Errors;
using KpiApi.Ingest;

namespace KpiApi.Changes;

/// <summary>What a follower asks for.</summary>
/// <param name="Since">The version it has.</param>
/// <param name="Kinds">Those it wants; null for all that it may see.</param>
/// <param name="Limit">Lines after which the answer ends with the version at hand.</param>
/// <param name="WaitSeconds">For the first change.</param>
internal sealed record ChangeParameters(long Since, IReadOnlyList<ChangeKind>? Kinds, long Limit, int WaitSeconds)
{
    public const int MaxWaitSeconds = 60;

    public static readonly string[] Names = ["since", "kinds", "limit", "wait"];

    private static readonly string[] s_kinds = [.. ChangeKind.All.Select(kind => kind.Name)];

    /// <summary>To be used only when it found no errors.</summary>
    public static ChangeParameters Read(IQueryCollection query, List<RequestError> errors)
    {
        foreach (var name in query.Keys.Except(Names, StringComparer.Ordinal))
            errors.Add(new("unknown_parameter", $"There is no parameter '{name}'.", Nearest.To(name, Names)) { Parameter = name });
        var names = query.ContainsKey("kinds") ? query["kinds"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).ToList() : null;
        foreach (var name in (names ?? []).Except(s_kinds, StringComparer.Ordinal))
            errors.Add(new("unknown_value", $"'{name}' is no kind; there are {string.Join(", ", s_kinds)}.", Nearest.To(name, s_kinds)) { Parameter = "kinds", Value = RequestError.Shorten(name) });
        return new(
            ChangedPage.Number(query, "since", 0, 0, long.MaxValue, errors),
            names is null ? null : [.. ChangeKind.All.Where(kind => names.Contains(kind.Name))],
            ChangedPage.Number(query, "limit", int.MaxValue, 1, int.MaxValue, errors),
            (int)ChangedPage.Number(query, "wait", 0, 0, MaxWaitSeconds, errors));
    }
}
