using KpiApi.Http;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Writing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Ingest;

/// <summary>Forgetting a customer.</summary>
internal static class EraseEndpoints
{
    public static async Task<Ok<ErasedAccount>> EraseAsync(HttpContext context, DatabaseDialect provider, GroupWriter writer)
    {
        await using var database = provider.CreateContext(StorePatience.Load);
        var erase = await EraseWrite.PrepareAsync(PathId.Of(context), provider, database, context.RequestAborted);
        erase.IsDryRun = DryRun.IsAsked(context);
        if (!erase.IsDryRun) await erase.ForgetAsync(database, context.RequestAborted);
        await writer.WriteAsync(erase, context.RequestAborted);
        if (!erase.IsDryRun)
        {
            // What another process has reported of it since. Erasing again finds nothing else, and leaves no copies of that either.
            if (await erase.ForgetAsync(database, CancellationToken.None) > 0)
                await writer.WriteAsync(await EraseWrite.PrepareAsync(PathId.Of(context), provider, database, CancellationToken.None), CancellationToken.None);
            WriteLedger.Accept(context, 1);
        }

        return TypedResults.Ok(erase.Erased);
    }
}
