using KpiApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace KpiApi.Ingest;

/// <summary>Forgetting a customer.</summary>
internal static class EraseEndpoints
{
    public static async Task<Ok<ErasedAccount>> EraseAsync(HttpContext context, IDbContextFactory<KpiDbContext> contexts, GroupWriter writer)
    {
        await using var database = await contexts.CreateDbContextAsync(context.RequestAborted);
        var erase = await EraseWrite.PrepareAsync(ItemEndpoints.PathId(context), database, context.RequestAborted);
        await writer.WriteAsync(erase, context.RequestAborted);
        return TypedResults.Ok(erase.Erased);
    }
}
