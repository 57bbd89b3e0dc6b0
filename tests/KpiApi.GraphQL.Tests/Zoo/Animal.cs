using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Tests.Zoo;

/// <summary>What kind of animal it is.</summary>
public enum Kind
{
    Cat,

    /// <summary>A dog, of any size.</summary>
    Dog,

    [GraphQLDeprecated("There are none left.")]
    DodoBird,
}

/// <summary>An animal of the zoo.</summary>
public sealed class Animal(int number)
{
    [ID]
    public string Id => $"a{number}";

    /// <summary>What the keepers call it.</summary>
    public string Name => new[] { "Ada", "Bo", "Cy", "Di" }[number % 4];

    public Kind Kind => (Kind)(number % 3);

    public int? Age => number % 2 == 0 ? null : number * 3;

    /// <summary>Kilograms, a decimal in C#.</summary>
    public decimal Weight => number * 1.25m;

    public double Height => number / 8.0;

    public DateOnly? Born => new DateOnly(2020, 1, 1).AddDays(number);

    public Color Color => Color.All[number % 3];

    public Animal? Parent => number == 0 ? null : new Animal(number - 1);

    public IReadOnlyList<Animal> Children => [new(number + 1), new(number + 2)];

    public IReadOnlyList<Animal?> Friends => [new(number + 1), null];

    public IReadOnlyList<string> Tags => [$"t{number}", "all"];

    public IReadOnlyList<IReadOnlyList<int?>> Matrix => [[number, null], []];

    public IReadOnlyDictionary<string, object?> Extra => new Dictionary<string, object?> { ["number"] = number, ["list"] = new[] { 1, 2 } };

    [Obsolete("Use name.")]
    public string OldName => Name;

    public string? Failing => throw new InvalidOperationException("The cage is open.");

    public string FailingHard => throw new InvalidOperationException("The cage is open.");

    public string Missing => null!;

    public IReadOnlyList<string> MissingTags => ["a", null!];

    public IReadOnlyList<string>? MaybeTags => ["a", null!];

    public IReadOnlyList<Animal>? Herd => [new(1), null!, new(2)];
}

/// <summary>A value that is known only when the program runs.</summary>
public sealed record Color(string Code)
{
    public static IReadOnlyList<Color> All { get; } = [new("red"), new("green"), new("blue")];
}
