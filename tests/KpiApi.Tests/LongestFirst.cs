using KpiApi.Tests.Page;
using KpiApi.Tests.Storage;
using KpiApi.Tests.Storage.Outages;
using KpiApi.Tests.Webhooks;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("KpiApi.Tests.LongestFirst", "KpiApi.Tests")]

namespace KpiApi.Tests;

/// <summary>Begins with the classes that take longest, so that none of them is left over when everything else has ended.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string?[] s_longest =
    [
        typeof(PostgreSqlKilledTests).FullName, typeof(SqliteKilledTests).FullName, typeof(WebhookKilledTests).FullName, PageGroup.Name,
        typeof(LightViewTests).FullName, typeof(DarkViewTests).FullName, typeof(ViewTests).FullName, typeof(DrillTests).FullName,
        typeof(PostgreSqlStorageTests).FullName, typeof(PostgreSqlAwayTests).FullName, typeof(DeliveryTests).FullName,
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(s_longest, name => collection.DisplayName.EndsWith(name!, StringComparison.Ordinal)) is >= 0 and var place ? place : s_longest.Length);
}
