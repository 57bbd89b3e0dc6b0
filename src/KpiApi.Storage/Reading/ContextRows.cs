using KpiApi.Storage.Databases;
using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Reading;

/// <summary>Answers through a context; again where two transactions are in each other's way.</summary>
internal sealed class ContextRows(DatabaseDialect dialect, KpiDbContext context) : IRowSource
{
    private const int MaxTries = 5;

    public List<T> Query<T>(string sql, Func<StoreRow, T> read, params object[] values)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return dialect.Query(context, sql, read, values);
            }
            // A view would have lost its moment: then all of it has to be read again.
            catch (Exception failure) when (tries < MaxTries && context.Database.CurrentTransaction is null && dialect.Classify(failure) == StoreFailure.Conflict)
            {
            }
        }
    }
}
