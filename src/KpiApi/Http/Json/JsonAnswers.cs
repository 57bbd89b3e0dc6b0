using System.Net.Mime;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;

namespace KpiApi.Http.Json;

/// <summary>Routes whose answers are JSON only: a caller that accepts none is told before anything is done.</summary>
internal static class JsonAnswers
{
    private static readonly string[] Answers = [MediaTypeNames.Application.Json, MediaTypeNames.Application.ProblemJson];

    public static RouteGroupBuilder AnswersJson(this RouteGroupBuilder group) =>
        group.AddEndpointFilter((context, next) => Accepts(context.HttpContext.Request)
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.ForStatus(context.HttpContext, StatusCodes.Status406NotAcceptable)))
            .Fails(StatusCodes.Status406NotAcceptable, "`Accept` allows no JSON.", "not_acceptable");

    private static bool Accepts(HttpRequest request) => Array.Exists(Answers, answer => AcceptedForms.Quality(request, answer) > 0);
}
