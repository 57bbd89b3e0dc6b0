namespace KpiApi.Engine.Queries;

/// <summary>One thing wrong with a query. All of them are reported at once.</summary>
/// <param name="Code">Stable, for programs: <c>unknown_metric</c>.</param>
/// <param name="Parameter">Whose value is wrong.</param>
/// <param name="Value">As it came.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Nearest">The valid value that is likest, if one is like it.</param>
public sealed record QueryError(string Code, string? Parameter, string? Value, string Message, string? Nearest = null)
{
    /// <summary>Of a query that can be answered once facts have been derived by what was just set.</summary>
    public const string Deriving = "deriving";
}
