using System.Net.Mime;
using Microsoft.Net.Http.Headers;

namespace KpiApi.Hosting;

/// <summary>Routes whose answers are JSON only: a caller that accepts none is told before anything is done.</summary>
internal static class JsonAnswers
{
    private static readonly MediaTypeHeaderValue[] Answers = [new(MediaTypeNames.Application.Json), new(MediaTypeNames.Application.ProblemJson)];

    public static RouteGroupBuilder AnswersJson(this RouteGroupBuilder group) =>
        group.AddEndpointFilter((context, next) => Accepts(context.HttpContext.Request)
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.ForStatus(context.HttpContext, StatusCodes.Status406NotAcceptable)));

    private static bool Accepts(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Count == 0 || accepted.Any(range => range.Quality is not 0 && Answers.Any(answer => answer.IsSubsetOf(range)));
    }
}
