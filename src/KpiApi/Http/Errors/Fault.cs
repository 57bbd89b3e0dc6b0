namespace KpiApi.Http.Errors;

/// <summary>What is wrong with one value.</summary>
internal sealed record Fault(string Code, string Message, string? Nearest = null);
