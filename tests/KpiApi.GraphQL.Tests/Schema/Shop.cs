using System.ComponentModel;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Tests.Schema;

/// <summary>What the host gives with each request.</summary>
public sealed class ShopContext(string user)
{
    public string User { get; } = user;

    public int Calls { get; set; }
}

public sealed class Clock
{
    public DateTimeOffset Time { get; } = new(2026, 1, 31, 9, 30, 0, TimeSpan.FromHours(1));
}

public sealed record Item(
    [property: ID] int Id,
    decimal Price,
    [property: GraphQLType("Metric")] string Metric,
    DateTimeOffset At,
    DateTime Utc,
    long Stock,
    Money Cost,
    [property: GraphQLIgnore] string Secret);

public readonly record struct Money(decimal Amount);

public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
    where T : notnull;

public sealed class Criteria
{
    public required string Name { get; init; }

    [DefaultValue(5)]
    public int Limit { get; init; } = 5;

    public DateTime? Since { get; init; }

    public Guid? Key { get; init; }
}

public static class ShopQueries
{
    public static string WhoAmI(ShopContext context) => $"{context.User} {++context.Calls}";

    public static Task<DateTimeOffset> GetTimeAsync(Clock clock, CancellationToken cancellation) =>
        cancellation.IsCancellationRequested ? Task.FromCanceled<DateTimeOffset>(cancellation) : Task.FromResult(clock.Time);

    public static Page<Item> GetItems([GraphQLType("Metric")] string metric = "csat") =>
        new([new Item(1, 1.50m, metric, default, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), 1L << 40, new Money(3m), "")], null);

    [GraphQLName("sum")]
    public static decimal Add([GraphQLName("left")] decimal a, decimal b = 0.5m) => a + b;

    public static string Describe(Criteria criteria) => $"{criteria.Name} {criteria.Limit} {criteria.Since:O} {criteria.Key}";

    public static string Pay(Money money) => FormattableString.Invariant($"Money {{ Amount = {money.Amount} }}");

    public static IReadOnlyList<IReadOnlyList<int>> Grid(List<int[]> rows) => rows;

    public static IReadOnlyDictionary<string, decimal> Numbers() => new Dictionary<string, decimal> { ["a"] = 1.50m };
}
