namespace KpiApi.Kpis.Memory;

internal static class MemoryComposition
{
    public static void AddMemoryBudget(this IServiceCollection services)
    {
        services.AddSingleton<MemoryBudget>();
        services.AddHostedService(provider => provider.GetRequiredService<MemoryBudget>());
        services.AddHostedService<MemoryPressure>();
    }
}
