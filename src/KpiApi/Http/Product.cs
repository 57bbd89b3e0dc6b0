using System.Reflection;

namespace KpiApi.Http;

internal static class Product
{
    public const string Name = "KpiApi";

    public static string Version { get; } = typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
