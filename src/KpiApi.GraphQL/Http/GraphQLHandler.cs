using System.Text.Json;
using KpiApi.GraphQL.Execution;
using Microsoft.AspNetCore.Http;

namespace KpiApi.GraphQL.Http;

/// <summary>
/// GraphQL over HTTP. A client that accepts <c>application/graphql-response+json</c> learns from the status code whether
/// anything ran; with <c>application/json</c> every well-formed request is a 200, as it always was.
/// </summary>
internal sealed class GraphQLHandler(GraphQLExecutor executor, GraphQLHttpOptions options)
{
    public async Task HandleAsync(HttpContext http)
    {
        var request = http.Request;
        var isGet = HttpMethods.IsGet(request.Method);
        if (!isGet && !HttpMethods.IsPost(request.Method))
        {
            http.Response.Headers.Allow = "GET, POST";
            await RefuseAsync(http, MediaTypes.Json, StatusCodes.Status405MethodNotAllowed, ErrorCodes.BadRequest, "Send a GET or a POST.");
            return;
        }

        if (options.Page is not null && GraphQLPage.IsWanted(request))
        {
            await options.Page.WriteAsync(http.Response);
            return;
        }

        http.Response.Headers.Vary = "Accept";
        var mediaType = MediaTypes.Negotiate(request.Headers.Accept);
        if (mediaType is null)
        {
            var message = $"Accept must allow {MediaTypes.GraphQLResponse} or {MediaTypes.Json}.";
            await RefuseAsync(http, MediaTypes.Json, StatusCodes.Status406NotAcceptable, ErrorCodes.BadRequest, message);
        }
        else if (isGet)
        {
            await AnswerGetAsync(http, mediaType);
        }
        else
        {
            await AnswerPostAsync(http, mediaType);
        }
    }

    private Task AnswerGetAsync(HttpContext http, string mediaType)
    {
        if (http.Request.QueryString.Value?.Length > executor.Options.MaxBodyBytes)
        {
            const int status = StatusCodes.Status414UriTooLong;
            return RefuseAsync(http, mediaType, status, ErrorCodes.BodyTooLarge, "The query string is too long; send a POST.");
        }

        return AnswerAsync(http, mediaType, () => HttpRequestReader.FromQuery(http.Request.Query));
    }

    private async Task AnswerPostAsync(HttpContext http, string mediaType)
    {
        if (!MediaTypes.IsJson(http.Request.ContentType))
        {
            const int status = StatusCodes.Status415UnsupportedMediaType;
            await RefuseAsync(http, mediaType, status, ErrorCodes.BadRequest, "Content-Type must be application/json, in UTF-8.");
            return;
        }

        JsonDocument body;
        try
        {
            body = await HttpRequestReader.ReadBodyAsync(http.Request, executor.Options.MaxBodyBytes, http.RequestAborted);
        }
        catch (JsonException exception)
        {
            var message = $"The body is no JSON, from line {exception.LineNumber + 1} on.";
            await RefuseAsync(http, mediaType, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, message);
            return;
        }
        catch (BadHttpRequestException exception)
        {
            var code = exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? ErrorCodes.BodyTooLarge : ErrorCodes.BadRequest;
            await RefuseAsync(http, mediaType, exception.StatusCode, code, "The body is too large, or broken off.");
            return;
        }

        using (body)
        {
            var root = body.RootElement;
            if (root.ValueKind == JsonValueKind.Object) await AnswerAsync(http, mediaType, () => HttpRequestReader.FromJson(root));
            else await RefuseShapeAsync(http, mediaType, root.ValueKind);
        }
    }

    private Task RefuseShapeAsync(HttpContext http, string mediaType, JsonValueKind kind) => kind == JsonValueKind.Array
        ? RefuseAsync(http, mediaType, StatusCodes.Status400BadRequest, ErrorCodes.BatchingRefused,
            "Send one request at a time; several fields of one document share one answer.")
        : RefuseAsync(http, mediaType, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, "The body must be a JSON object.");

    private async Task AnswerAsync(HttpContext http, string mediaType, Func<GraphQLRequest> read)
    {
        GraphQLRequest request;
        try
        {
            request = read();
            if (request.Query is null && request.PersistedHash is null) throw new FormatException("query is missing.");
        }
        catch (FormatException exception)
        {
            await RefuseAsync(http, mediaType, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, exception.Message);
            return;
        }

        request = request with { Context = options.Context(http), Services = http.RequestServices };
        using var response = await executor.ExecuteAsync(request, http.RequestAborted);
        if (response.Outcome == GraphQLOutcome.NotAQuery) http.Response.Headers.Allow = "POST";
        await WriteAsync(http.Response, mediaType, StatusOf(response.Outcome, mediaType), response);
    }

    private static int StatusOf(GraphQLOutcome outcome, string mediaType) => outcome switch
    {
        GraphQLOutcome.NotAQuery => StatusCodes.Status405MethodNotAllowed,
        GraphQLOutcome.TimedOut => StatusCodes.Status503ServiceUnavailable,
        GraphQLOutcome.Failed => StatusCodes.Status500InternalServerError,
        GraphQLOutcome.Refused when mediaType == MediaTypes.GraphQLResponse => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status200OK,
    };

    private async Task RefuseAsync(HttpContext http, string mediaType, int status, string code, string message)
    {
        using var response = executor.Refuse(new GraphQLError(code, message));
        await WriteAsync(http.Response, mediaType, status, response);
    }

    private static async Task WriteAsync(HttpResponse http, string mediaType, int status, GraphQLResponse response)
    {
        http.StatusCode = status;
        const string charset = "; charset=utf-8";
        http.ContentType = mediaType == MediaTypes.Json ? MediaTypes.Json + charset : MediaTypes.GraphQLResponse + charset;
        http.ContentLength = response.Length;
        response.WriteTo(http.BodyWriter);
        await http.BodyWriter.FlushAsync(http.HttpContext.RequestAborted);
    }
}
