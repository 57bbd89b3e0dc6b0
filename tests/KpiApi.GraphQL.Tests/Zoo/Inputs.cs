using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Tests.Zoo;

/// <summary>Which animals are wanted.</summary>
/// <param name="Kind">Only of this kind.</param>
/// <param name="Limit">At most so many.</param>
public sealed record FilterInput(
    Kind Kind,
    int Limit = 10,
    string? Name = null,
    IReadOnlyList<string>? Tags = null,
    IReadOnlyList<decimal?>? Weights = null,
    Range? Age = null,
    FilterInput? Not = null,
    Color? Color = null);

public sealed record Range(int From, int To = 99);

/// <summary>One way to find an animal.</summary>
[OneOf]
public sealed record ByInput([property: ID] string? Id = null, string? Name = null, int? Number = null, Range? Age = null);
