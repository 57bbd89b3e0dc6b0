using KpiApi.Engine.Facts;
using KpiApi.Hosting;
using KpiApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KpiApi.Kpis;

/// <summary>One ticket with all that is known of it, so that a number can be explained.</summary>
internal static class TicketEndpoints
{
    public static Results<Ok<TicketItem>, ProblemHttpResult> Find(string id, TimelineReader timelines)
    {
        if (timelines.Read([id]) is not [var timeline])
            return ProblemResults.Of(StatusCodes.Status404NotFound, new RequestError("unknown_ticket", $"There is no ticket '{id}'.") { Parameter = "id", Value = id });
        var rules = new DerivationRules { Bots = [.. timelines.ReadBots()] };
        return TypedResults.Ok(TicketItem.Of(timeline, FactDerivation.Derive(timeline, rules)));
    }
}
