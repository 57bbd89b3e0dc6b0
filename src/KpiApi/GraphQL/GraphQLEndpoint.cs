using System.Security.Claims;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQL.Validation.Rules.Custom;
using KpiApi.Http;
using Microsoft.Extensions.Options;

namespace KpiApi.GraphQL;

/// <summary>
/// GraphQL over HTTP. A client that accepts <c>application/graphql-response+json</c> learns from the status code whether anything ran; with
/// <c>application/json</c> every well-formed request is a 200, as it always was.
/// </summary>
internal sealed partial class GraphQLEndpoint(
    IDocumentExecuter<KpiSchema> executer, IGraphQLSerializer serializer, IOptions<GraphQLOptions> options, GraphQLPage page, ILogger<GraphQLEndpoint> logger)
{
    private const string Json = "application/json";
    private const string GraphQLResponse = "application/graphql-response+json";

    private static readonly ObjectFactory<GraphQLQuestion> s_question = ActivatorUtilities.CreateFactory<GraphQLQuestion>([typeof(ClaimsPrincipal)]);
    private static readonly ObjectFactory<KpiQueries> s_root = ActivatorUtilities.CreateFactory<KpiQueries>([typeof(GraphQLQuestion)]);

    /// <summary>Every method comes here, so that those that do not fit get their 405 with its Allow header.</summary>
    public async Task AnswerAsync(HttpContext http)
    {
        if (GraphQLPage.IsWanted(http.Request))
        {
            await page.WriteAsync(http.Response);
            return;
        }
        var mediaType = MediaType(http.Request);
        try
        {
            if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsPost(http.Request.Method))
                throw new RefusedRequestException(StatusCodes.Status405MethodNotAllowed, "Send a GET or a POST.");
            http.Response.Headers.Vary = "Accept";
            if (mediaType is null)
                throw new RefusedRequestException(StatusCodes.Status406NotAcceptable, $"Accept must allow {GraphQLResponse} or {Json}.");
            var request = await GraphQLRequest.ReadAsync(http.Request, options.Value.MaxBodyBytes, http.RequestAborted);
            var result = await ExecuteAsync(http, request);
            await WriteAsync(http, mediaType, Status(http, mediaType, result), result);
        }
        catch (RefusedRequestException refused)
        {
            if (refused.Status == StatusCodes.Status405MethodNotAllowed)
                http.Response.Headers.Allow = "GET, POST";
            await WriteAsync(http, mediaType ?? Json, refused.Status, new ExecutionResult(new ExecutionError(refused.Message) { Code = refused.Code }));
        }
    }

    /// <summary>Until all clients know the newer type, who does not name it gets plain JSON; null when neither is wanted.</summary>
    private static string? MediaType(HttpRequest request)
    {
        var (response, json) = (AcceptedForms.Quality(request, GraphQLResponse), AcceptedForms.Quality(request, Json));
        var isNamed = request.Headers.Accept.ToString().Contains(GraphQLResponse, StringComparison.OrdinalIgnoreCase);
        return response > 0 && response >= json && isNamed ? GraphQLResponse : json > 0 ? Json : null;
    }

    private async Task<ExecutionResult> ExecuteAsync(HttpContext http, GraphQLRequest request)
    {
        var question = s_question(http.RequestServices, [http.User]);
        var result = await executer.ExecuteAsync(new ExecutionOptions
        {
            Query = request.Query,
            OperationName = request.OperationName,
            Variables = request.Variables,
            DocumentId = request.Hash,
            UserContext = new AnswerState(),
            Root = s_root(http.RequestServices, [question]),
            RequestServices = http.RequestServices,
            CancellationToken = http.RequestAborted,
            Timeout = options.Value.Timeout,
            TimeoutAction = TimeoutAction.ReturnTimeoutError,
            ValidationRules = options.Value.AllowIntrospection ? null : [.. DocumentValidator.CoreRules, NoIntrospectionValidationRule.Instance],
            UnhandledExceptionDelegate = Fail,
        });
        if (result.Errors?.Count > options.Value.MaxErrors)
        {
            var told = result.Errors.Take(options.Value.MaxErrors);
            (result.Errors = []).AddRange(told);
        }
        return result;
    }

    /// <summary>The client learns that something failed, and the log what: not where in the document, whose names the client wrote.</summary>
    private Task Fail(UnhandledExceptionContext failed)
    {
        failed.ErrorMessage = "Internal error.";
        Log.Failed(logger, failed.OriginalException);
        return Task.CompletedTask;
    }

    private static int Status(HttpContext http, string mediaType, ExecutionResult result)
    {
        if (result is { Executed: false, Errors: [{ Code: GraphQLErrors.NotAQuery }, ..] } && HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.Headers.Allow = "POST";
            return StatusCodes.Status405MethodNotAllowed;
        }
        return result switch
        {
            { Executed: true } => StatusCodes.Status200OK,
            { Errors: [TimeoutError, ..] } => StatusCodes.Status503ServiceUnavailable,
            { Errors: [UnhandledError, ..] } => StatusCodes.Status500InternalServerError,
            _ => mediaType == GraphQLResponse ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK,
        };
    }

    private async Task WriteAsync(HttpContext http, string mediaType, int status, ExecutionResult result)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = mediaType + "; charset=utf-8";
        await serializer.WriteAsync(http.Response.Body, result, http.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A query of GraphQL failed")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}
