using System.Reflection;

namespace KpiApi.Hosting;

internal static class Product
{
    public const string Name = "KpiApi";

    public static string Version { get; } = typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
