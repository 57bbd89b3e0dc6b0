using System.Globalization;
using System.Net.Mime;
using System.Text.Json.Nodes;
using KpiApi.Http;
using KpiApi.Http.Descriptions;
using KpiApi.Http.Errors;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace KpiApi.OpenApi;

/// <summary>The answers of one call, by status: what its route says, and what its groups say.</summary>
/// <param name="metadata">Of the groups, then of the route.</param>
/// <param name="schemaOf">A type that the serializer writes.</param>
/// <param name="document">Has the headers.</param>
internal sealed class AnswerTable(IList<object> metadata, Func<Type, IOpenApiSchema> schemaOf, OpenApiDocument document)
{
    private readonly List<IProducesResponseTypeMetadata> _types = [.. metadata.OfType<IProducesResponseTypeMetadata>()];
    private readonly List<AnswerMetadata> _texts = [.. metadata.OfType<AnswerMetadata>()];
    private readonly List<HeaderMetadata> _headers =
    [
        new(HeaderNames.RetryAfter, [StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable]),
        .. metadata.OfType<HeaderMetadata>(),
    ];

    private bool _isLimited;

    /// <summary>What any route can answer, hence said before what the route says itself.</summary>
    public void Fail(int status, string description, params string[] codes)
    {
        _types.Insert(0, new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), [MediaTypeNames.Application.ProblemJson]));
        _texts.Insert(0, new(status, description, codes, []));
    }

    /// <summary>What those hear who may not call it, or call too often.</summary>
    public void Guard()
    {
        Fail(StatusCodes.Status401Unauthorized, "No key, or one that is not good; `WWW-Authenticate` says how to send one.", "key_missing", "key_unknown", "key_expired");
        Fail(StatusCodes.Status403Forbidden, "The key lacks a scope; `read:agents` is needed, too, wherever agents are asked for.", "scope_missing", "no_key_set");
        Fail(StatusCodes.Status429TooManyRequests, "Too many requests; `Retry-After` and `RateLimit-Reset` say when to go on.", "too_many_requests");
        Fail(StatusCodes.Status503ServiceUnavailable, "The issuer of the token cannot be asked for its keys; `Retry-After` says when to try again.", "issuer_unavailable");
        _headers.Add(new(HeaderNames.WWWAuthenticate, [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden]));
        _isLimited = true;
    }

    /// <summary>What a link hears that is used too often.</summary>
    public void Limit()
    {
        Fail(StatusCodes.Status429TooManyRequests, "Too many requests by this link; `Retry-After` and `RateLimit-Reset` say when to go on.", "too_many_requests");
        _isLimited = true;
    }

    public OpenApiResponses ToResponses()
    {
        var responses = new OpenApiResponses();
        foreach (var answers in _types.GroupBy(type => type.StatusCode).OrderBy(group => group.Key))
            responses.Add(answers.Key.ToString(CultureInfo.InvariantCulture), Response(answers.Key, answers));
        return responses;
    }

    public static OpenApiMediaType Media(IOpenApiSchema schema, IReadOnlyList<(string Name, JsonNode Value)> examples) => examples.Count == 0
        ? new() { Schema = schema }
        : new() { Schema = schema, Examples = examples.ToDictionary(e => e.Name, IOpenApiExample (e) => new OpenApiExample { Value = e.Value.DeepClone() }) };

    private OpenApiResponse Response(int status, IEnumerable<IProducesResponseTypeMetadata> types)
    {
        var texts = _texts.Where(text => text.Status == status).ToList();
        var codes = texts.SelectMany(text => text.Codes).Distinct().Select(code => $"`{code}`").ToList();
        var description = texts.FindLast(text => text.Description is not null)?.Description ?? Problems.TitleOf(status);
        var examples = texts.SelectMany(text => text.Examples).ToList();
        var content = new Dictionary<string, IOpenApiMediaType>();
        // JSON first, which generated clients take.
        foreach (var type in types.Where(type => type.Type is not null && type.Type != typeof(void)).OrderBy(type => !type.ContentTypes.Contains(MediaTypeNames.Application.Json)))
            foreach (var mediaType in type.ContentTypes.DefaultIfEmpty(MediaTypeNames.Application.Json))
                content[mediaType] = Media(Either(content, mediaType, Schema(status, type.Type!)), mediaType != MediaTypes.Ndjson && mediaType.EndsWith("json", StringComparison.Ordinal) ? examples : []);
        return new()
        {
            Description = codes.Count == 0 ? description : $"{description} Codes: {string.Join(", ", codes)}.",
            Content = content.Count == 0 ? null : content,
            Headers = Headers(status) is { Count: > 0 } headers ? headers : null,
        };
    }

    /// <summary>A call whose parameters decide what it answers says each type of it.</summary>
    private static IOpenApiSchema Either(Dictionary<string, IOpenApiMediaType> content, string mediaType, IOpenApiSchema schema) =>
        mediaType == MediaTypeNames.Application.Json && content.TryGetValue(mediaType, out var other) ? new OpenApiSchema { OneOf = [other.Schema!, schema] } : schema;

    private IOpenApiSchema Schema(int status, Type type) =>
        type == typeof(ProblemDetails) && metadata.OfType<ProblemMetadata>().LastOrDefault(problem => problem.Statuses.Contains(status)) is { } problem
            ? Shapes.Ref(problem.Component)
            : schemaOf(type);

    private Dictionary<string, IOpenApiHeader> Headers(int status)
    {
        var names = _headers.Where(header => header.Statuses.Contains(status)).Select(header => header.Name);
        return (_isLimited ? names.Concat(AnswerHeaderShapes.OfLimits) : names).Distinct()
            .ToDictionary(name => name, IOpenApiHeader (name) => new OpenApiHeaderReference(name, document));
    }
}
