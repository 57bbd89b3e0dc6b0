using System.Text;
using KpiApi.Http.Errors;
using KpiApi.Http.Limits;
using KpiApi.Ingest.Contracts;
using KpiApi.Ingest.Parsing;

namespace KpiApi.Tests.Ingest;

/// <summary>What a contract makes of one JSON object, without a service around it.</summary>
internal static class OneItem
{
    /// <param name="contract">Of its resource.</param>
    /// <param name="json">The object.</param>
    /// <param name="pathId">The id of the path under which it would come; null for one that has its own.</param>
    public static JsonItems<T> Read<T>(Contract<T> contract, string json, string? pathId = null) => Read(contract, Encoding.UTF8.GetBytes(json), pathId);

    public static JsonItems<T> Read<T>(Contract<T> contract, byte[] json, string? pathId = null) =>
        JsonItems.Read(new ItemReader<T>(contract, new LimitsOptions()), json, new LimitsOptions(), pathId);

    /// <summary>The problems of an item of which nothing is stored yet, each as "pointer code"; "" for a good one.</summary>
    public static string Problems<T>(this JsonItems<T> body) => string.Join(", ", body.Errors().Select(problem => $"{problem.Pointer} {problem.Code}"));

    public static IEnumerable<RequestError> Errors<T>(this JsonItems<T> body) => body.Rejected.Concat(body.Items.Doubts).SelectMany(item => item);

    /// <summary>What would be stored of a good item.</summary>
    public static T Row<T>(this JsonItems<T> body)
    {
        Assert.Equal("", body.Problems());
        return body.Items.Rows.Single();
    }
}
