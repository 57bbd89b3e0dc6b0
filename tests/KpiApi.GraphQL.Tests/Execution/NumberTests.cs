using System.Text;
using System.Text.Json;
using KpiApi.GraphQL.Execution;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Tests.Execution;

public sealed class NumberTests
{
    private static readonly decimal[] Decimals = [0m, -0.0m, 1.0m, 83.3333m, 0.0000001m, 1e27m, decimal.MaxValue, decimal.MinValue, 5400.00m];
    private static readonly double[] Doubles = [0, -0.0, 0.1, 1e21, 1e-7, double.MaxValue, double.Epsilon, 5400];

    [Fact]
    public async Task Numbers_of_every_size_are_the_bytes_of_System_Text_Json()
    {
        var executor = new GraphQLExecutor(new SchemaBuilder().Query(typeof(Numbers)).Build());
        using var response = await executor.ExecuteAsync(new GraphQLRequest { Query = "{ decimals doubles }" });
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        response.WriteTo(output);
        var expected = JsonSerializer.Serialize(new { data = new { decimals = Decimals, doubles = Doubles } });
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    public static class Numbers
    {
        public static IReadOnlyList<decimal> GetDecimals() => Decimals;

        public static IReadOnlyList<double> GetDoubles() => Doubles;
    }
}
