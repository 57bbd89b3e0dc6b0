using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KpiApi.GraphQL.Execution;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Tests.Zoo;

/// <summary>The schema of the tests; Reference/zoo.mjs has the same one, resolved by the reference implementation.</summary>
internal static class ZooSchema
{
    public static GraphQLSchema Schema { get; } = new SchemaBuilder()
        .Enum("Color", Color.All.Select(color => new EnumValue<Color>(color.Code.ToUpperInvariant(), color, $"The colour {color.Code}.")), "A colour.")
        .Query(typeof(ZooQueries))
        .Extend<Animal>(typeof(AnimalFields))
        .Build();

    public static async Task<JsonObject> RunAsync(
        string query, string? variables = null, string? operation = null, GraphQLExecutor? executor = null)
    {
        using var json = JsonDocument.Parse(variables ?? "{}");
        var request = new GraphQLRequest { Query = query, Variables = json.RootElement, OperationName = operation };
        return await RunAsync(executor ?? new GraphQLExecutor(Schema), request);
    }

    public static async Task<JsonObject> RunAsync(GraphQLExecutor executor, GraphQLRequest request)
    {
        using var response = await executor.ExecuteAsync(request);
        var output = new ArrayBufferWriter<byte>();
        response.WriteTo(output);
        Assert.Equal(response.Length, output.WrittenCount);
        return JsonNode.Parse(Encoding.UTF8.GetString(output.WrittenSpan))!.AsObject();
    }
}

public static class AnimalFields
{
    /// <summary>A greeting of its own.</summary>
    public static string GetGreeting(Animal animal, string word = "Hello", bool loud = false) =>
        loud ? $"{word}, {animal.Name}!" : $"{word}, {animal.Name}.";

    public static async Task<Animal?> GetPartnerAsync(Animal animal, bool fails = false)
    {
        await Task.Yield();
        return fails ? throw new InvalidOperationException("Shy.") : animal.Age is null ? null : new Animal(animal.Age.Value);
    }
}
