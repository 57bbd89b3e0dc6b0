using System.Globalization;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Tests.Zoo;

/// <summary>What can be asked of the zoo.</summary>
public static class ZooQueries
{
    /// <summary>A greeting.</summary>
    public static string GetHello() => "world";

    /// <summary>One animal.</summary>
    /// <param name="id">Its key, a1 for instance.</param>
    public static Animal? GetAnimal([ID] string id) => int.TryParse(id.TrimStart('a'), CultureInfo.InvariantCulture, out var number) ? new Animal(number) : null;

    public static async Task<IReadOnlyList<Animal>> GetAnimalsAsync(int first = 2, Kind? kind = null, CancellationToken cancellation = default)
    {
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        return [.. Enumerable.Range(0, Math.Max(first, 0)).Select(number => new Animal(number)).Where(animal => kind is null || animal.Kind == kind)];
    }

    public static int? Int(int? value = null) => value;

    public static int IntRequired(int value) => value;

    public static int IntDefault(int value = 7) => value;

    public static double? Float(double? value = null) => value;

    public static string? Text(string? value = null) => value;

    public static bool? Flag(bool? value = null) => value;

    [return: ID]
    public static string? Key([ID] string? value = null) => value;

    public static DateOnly? Day(DateOnly? value = null) => value;

    public static Kind? Kind(Kind? value = null) => value;

    public static Color? Color(Color? value = null) => value;

    public static IReadOnlyList<int?>? Ints(IReadOnlyList<int?>? values = null) => values;

    public static IReadOnlyList<int>? IntsRequired(IReadOnlyList<int> values) => values;

    public static IReadOnlyList<IReadOnlyList<int?>?>? Matrix(IReadOnlyList<IReadOnlyList<int?>?>? values = null) => values;

    public static object? Any(object? value = null) => value;

    public static object? Search(FilterInput filter) => Plain(filter);

    public static object? SearchMany(IReadOnlyList<FilterInput> filters) => filters.Select(Plain).ToArray();

    public static object? Find(ByInput? by = null) => by is null ? null : Plain(by);

    public static object? FindRequired(ByInput by) => Plain(by);

    [GraphQLDeprecated("No longer supported")]
    public static string? Old([GraphQLDeprecated("Not looked at.")] int? value = null) => $"old{value}";

    public static string? Failing() => throw new GraphQLException("zoo_closed", "The zoo is closed.");

    public static string FailingHard() => throw new InvalidOperationException("The cage is open.");

    public static Animal GetMissing() => null!;

    public static async ValueTask<Animal?> GetLateAsync(int number)
    {
        await Task.Yield();
        return number < 0 ? throw new GraphQLException("negative", "There is no such animal.") : new Animal(number);
    }

    [GraphQLIgnore]
    public static string Hidden() => "";

    private static Dictionary<string, object?> Plain(FilterInput filter) => new()
    {
        ["kind"] = filter.Kind == Zoo.Kind.DodoBird ? "DODO_BIRD" : filter.Kind.ToString().ToUpperInvariant(),
        ["limit"] = filter.Limit,
        ["name"] = filter.Name,
        ["tags"] = filter.Tags,
        ["weights"] = filter.Weights,
        ["age"] = filter.Age is null ? null : Plain(filter.Age),
        ["not"] = filter.Not is null ? null : Plain(filter.Not),
        ["color"] = filter.Color?.Code.ToUpperInvariant(),
    };

    private static Dictionary<string, object?> Plain(ByInput by) => new()
    {
        ["id"] = by.Id,
        ["name"] = by.Name,
        ["number"] = by.Number,
        ["age"] = by.Age is null ? null : Plain(by.Age),
    };

    private static Dictionary<string, object?> Plain(Range range) => new() { ["from"] = range.From, ["to"] = range.To };
}
