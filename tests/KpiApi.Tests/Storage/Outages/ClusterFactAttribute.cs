namespace KpiApi.Tests.Storage.Outages;

/// <summary>A test that starts and stops a PostgreSQL server of its own; where that can't be, it is skipped and says what it misses.</summary>
internal sealed class ClusterFactAttribute : FactAttribute
{
    public ClusterFactAttribute() => Skip = PostgresCluster.Missing;
}
