using System.Security.Claims;
using System.Text.Json;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQL.Validation.Rules.Custom;
using Microsoft.Extensions.Options;

namespace KpiApi.GraphQL;

/// <summary>
/// GraphQL over HTTP. A client that accepts <c>application/graphql-response+json</c> learns from the status code whether anything ran; with
/// <c>application/json</c> every well-formed request is a 200, as it always was.
/// </summary>
internal sealed partial class GraphQLEndpoint(
    IDocumentExecuter<KpiSchema> executer, IGraphQLSerializer serializer, IOptions<GraphQLOptions> options, GraphQLPage page, ILogger<GraphQLEndpoint> logger)
{
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
        var accepted = MediaTypes.Negotiate(http.Request.Headers.Accept);
        try
        {
            var request = await RequestAsync(http.Request, accepted, http.RequestAborted);
            http.Response.Headers.Vary = "Accept";
            var result = await ExecuteAsync(http, request);
            await WriteAsync(http, accepted!, Status(http, accepted!, result), result);
        }
        catch (RefusedRequestException refused)
        {
            if (refused.Status == StatusCodes.Status405MethodNotAllowed)
                http.Response.Headers.Allow = "GET, POST";
            await WriteAsync(http, accepted ?? MediaTypes.Json, refused.Status, new ExecutionResult(new ExecutionError(refused.Message) { Code = refused.Code }));
        }
    }

    private async Task<GraphQLRequest> RequestAsync(HttpRequest request, string? accepted, CancellationToken cancel)
    {
        var isGet = HttpMethods.IsGet(request.Method);
        if (!isGet && !HttpMethods.IsPost(request.Method))
            throw new RefusedRequestException(StatusCodes.Status405MethodNotAllowed, "Send a GET or a POST.");
        if (accepted is null)
            throw new RefusedRequestException(StatusCodes.Status406NotAcceptable, $"Accept must allow {MediaTypes.GraphQLResponse} or {MediaTypes.Json}.");
        if (isGet && request.QueryString.Value?.Length > options.Value.MaxBodyBytes)
            throw new RefusedRequestException(StatusCodes.Status414UriTooLong, "The query string is too long; send a POST.", GraphQLErrors.BodyTooLarge);
        if (!isGet && !MediaTypes.IsJson(request.ContentType))
            throw new RefusedRequestException(StatusCodes.Status415UnsupportedMediaType, "Content-Type must be application/json, in UTF-8.");
        try
        {
            return isGet ? GraphQLRequest.Of(request.Query) : GraphQLRequest.Of(await ReadAsync(request, cancel));
        }
        catch (FormatException wrong)
        {
            throw new RefusedRequestException(StatusCodes.Status400BadRequest, wrong.Message);
        }
    }

    private async Task<JsonElement> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        try
        {
            var body = await GraphQLRequest.ReadAsync(request, options.Value.MaxBodyBytes, cancel);
            return body.ValueKind switch
            {
                JsonValueKind.Object => body,
                JsonValueKind.Array => throw new RefusedRequestException(StatusCodes.Status400BadRequest,
                    "Send one request at a time; several fields of one document share one answer.", GraphQLErrors.BatchingRefused),
                _ => throw new RefusedRequestException(StatusCodes.Status400BadRequest, "The body must be a JSON object."),
            };
        }
        catch (JsonException wrong)
        {
            throw new RefusedRequestException(StatusCodes.Status400BadRequest, $"The body is no JSON that names nothing twice, from line {wrong.LineNumber + 1 ?? 1} on.");
        }
        catch (BadHttpRequestException wrong)
        {
            var code = wrong.StatusCode == StatusCodes.Status413PayloadTooLarge ? GraphQLErrors.BodyTooLarge : GraphQLErrors.BadRequest;
            throw new RefusedRequestException(wrong.StatusCode, "The body is too large, or broken off.", code);
        }
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
            Root = s_root(http.RequestServices, [question]),
            RequestServices = http.RequestServices,
            CancellationToken = http.RequestAborted,
            Timeout = options.Value.Timeout,
            TimeoutAction = TimeoutAction.ReturnTimeoutError,
            ValidationRules = options.Value.AllowIntrospection ? null : [.. DocumentValidator.CoreRules, NoIntrospectionValidationRule.Instance],
            UnhandledExceptionDelegate = Fail,
        });
        if (result.Errors is { } errors && errors.Count > options.Value.MaxErrors)
        {
            result.Errors = [];
            result.Errors.AddRange(errors.Take(options.Value.MaxErrors));
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
        var code = result.Executed ? null : result.Errors?[0].Code;
        if (code == GraphQLErrors.NotAQuery && HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.Headers.Allow = "POST";
            return StatusCodes.Status405MethodNotAllowed;
        }
        return result switch
        {
            { Executed: true } => StatusCodes.Status200OK,
            { Errors: [TimeoutError, ..] } => StatusCodes.Status503ServiceUnavailable,
            { Errors: [UnhandledError, ..] } => StatusCodes.Status500InternalServerError,
            _ => mediaType == MediaTypes.GraphQLResponse ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK,
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

    /// <summary>No request that could be executed.</summary>
    private sealed class RefusedRequestException(int status, string message, string code = GraphQLErrors.BadRequest) : Exception(message)
    {
        public int Status => status;

        public string Code => code;
    }
}
