using KpiApi.Storage.Tests.Databases.SqlServer;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace KpiApi.Storage.Tests;

/// <summary>A test of a class that may need a server: without one, it is skipped and says what it misses.</summary>
[XunitTestCaseDiscoverer("KpiApi.Storage.Tests.StoreFactDiscoverer", "KpiApi.Storage.Tests")]
internal sealed class StoreFactAttribute : FactAttribute;

/// <summary>Says which environment variables the tests of a class need, such as the connection string of a server; SQL Server may also come in a container.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsAttribute(params string[] variables) : Attribute
{
    public string? SkipReason => variables.Select(Missing).FirstOrDefault(missing => missing is not null);

    private static string? Missing(string variable) => variable switch
    {
        TestDatabase.SqlServerVariable => SqlServerForTests.Missing,
        _ when !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)) => null,
        TestDatabase.DeskVariable => $"needs a folder of expected figures in {variable}",
        _ => $"needs a connection string in {variable}",
    };
}

public sealed class StoreFactDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new StoreTestCase(messages, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
}

public sealed class StoreTestCase : XunitTestCase
{
    [Obsolete("For the runner, which makes it of its own text.")]
    public StoreTestCase()
    {
    }

    public StoreTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(messages, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute)
    {
        var needs = (NeedsAttribute?)Attribute.GetCustomAttribute(TestMethod.TestClass.Class.ToRuntimeType(), typeof(NeedsAttribute));
        return base.GetSkipReason(factAttribute) ?? needs?.SkipReason!;
    }
}
