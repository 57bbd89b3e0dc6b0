using System.Text.Json;
using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;
using KpiApi.GraphQL.Validation;

namespace KpiApi.GraphQL.Execution;

/// <summary>Answers requests against one schema. One instance serves all requests at once.</summary>
public sealed class GraphQLExecutor
{
    private readonly DocumentCache<PreparedDocument> cache;
    private readonly PersistedDocuments persisted;
    private readonly JsonWriterOptions writerOptions;

    public GraphQLExecutor(GraphQLSchema schema, GraphQLOptions? options = null)
    {
        Schema = schema;
        Options = options ?? new GraphQLOptions();
        cache = new DocumentCache<PreparedDocument>(Options.CachedDocuments, Options.CachedCharacters);
        persisted = new PersistedDocuments(Options);
        // The writer is never given a name twice or a value in the wrong place, so it need not check.
        writerOptions = new JsonWriterOptions { Encoder = Options.Encoder, SkipValidation = true };
    }

    public GraphQLSchema Schema { get; }

    public GraphQLOptions Options { get; }

    internal int CachedDocuments => cache.Count;

    /// <exception cref="OperationCanceledException">The caller gave up; passing the time limit is an answer instead.</exception>
    public async ValueTask<GraphQLResponse> ExecuteAsync(GraphQLRequest request, CancellationToken cancellation = default)
    {
        var buffer = new ResponseBuffer();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Options.Timeout);
        try
        {
            var outcome = await AnswerAsync(request, buffer, limit.Token);
            return new GraphQLResponse(outcome, buffer);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            var message = FormattableString.Invariant($"The answer took longer than {Options.Timeout.TotalSeconds} seconds.");
            return Refuse(GraphQLOutcome.TimedOut, buffer, new GraphQLError(ErrorCodes.Timeout, message));
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            Options.OnInternalError(exception, "");
            return Refuse(GraphQLOutcome.Failed, buffer, new GraphQLError(ErrorCodes.Internal, "Internal error."));
        }
    }

    /// <summary>An answer that is only an error, for what goes wrong before there is a request.</summary>
    public GraphQLResponse Refuse(GraphQLError error) => Refuse(GraphQLOutcome.Refused, new ResponseBuffer(), error);

    private async ValueTask<GraphQLOutcome> AnswerAsync(GraphQLRequest request, ResponseBuffer buffer, CancellationToken cancellation)
    {
        var errors = new List<GraphQLError>();
        var text = persisted.Resolve(request, errors);
        if (text is null) return Refuse(buffer, errors);
        var document = cache.Find(text) ?? Prepare(text, request, errors);
        if (document is null) return Refuse(buffer, errors);
        var operation = document.Find(request.OperationName);
        if (operation is null) return Refuse(buffer, [UnknownOperation(request.OperationName)]);
        var variables = Coerce(operation, request, errors);
        if (errors.Count > 0) return Refuse(buffer, errors);
        using var writer = new Utf8JsonWriter(buffer, writerOptions);
        var scope = new RequestScope(request.Context, request.Services, cancellation);
        var runner = new OperationRunner(buffer, writer, scope, variables, new RunSettings(Options, operation.Source));
        await runner.RunAsync(operation.PlanFor(variables));
        return GraphQLOutcome.Executed;
    }

    /// <summary>A document that isn't cached; null, with errors, when it isn't valid.</summary>
    private PreparedDocument? Prepare(string text, GraphQLRequest request, List<GraphQLError> errors)
    {
        try
        {
            var document = Parser.Parse(text, Options.MaxTokens, Parser.NestingFor(Options.MaxDepth));
            if (request.QueriesOnly && AsksForMore(document, request.OperationName))
            {
                errors.Add(new GraphQLError(ErrorCodes.NotAQuery, "GET takes queries only; send a POST."));
                return null;
            }

            var context = DocumentValidator.Validate(Schema, document, Options);
            errors.AddRange(context.Errors);
            if (errors.Count > 0) return null;
            var prepared = new PreparedDocument(Schema, document);
            // A short document may spread into many fields: a planned field takes about as much as forty characters.
            cache.Add(text, prepared, (int)Math.Min(int.MaxValue, 40 * context.Fields));
            return prepared;
        }
        catch (SyntaxException exception)
        {
            errors.Add(new GraphQLError(exception.Code, exception.Message) { Locations = [SourceLocation.Of(text, exception.Position)] });
            return null;
        }
    }

    private VariableValues Coerce(PreparedOperation operation, GraphQLRequest request, List<GraphQLError> errors)
    {
        try
        {
            var variables = VariableValues.Coerce(operation, request.Variables, errors, Options.MaxErrors);
            operation.CheckConditions(variables, errors);
            return variables;
        }
        catch (InvalidOperationException) when (!JsonText.IsValid(request.Variables))
        {
            errors.Add(new GraphQLError(ErrorCodes.BadVariables, "A string in the variables is no valid Unicode text."));
            return VariableValues.None;
        }
    }

    private static bool AsksForMore(Document document, string? name)
    {
        var operations = document.Definitions.OfType<OperationDefinition>()
            .Where(operation => string.IsNullOrEmpty(name) || operation.Name?.Value == name);
        return operations.Any(operation => operation.Kind != OperationKind.Query);
    }

    private static GraphQLError UnknownOperation(string? name) => new(
        ErrorCodes.UnknownOperation,
        string.IsNullOrEmpty(name)
            ? "The document has several operations or none; operationName must say which."
            : $"The document has no operation {Names.Clip(name)}.");

    private GraphQLOutcome Refuse(ResponseBuffer buffer, IReadOnlyList<GraphQLError> errors)
    {
        buffer.Clear();
        using var writer = new Utf8JsonWriter(buffer, writerOptions);
        writer.WriteStartObject();
        writer.WriteStartArray("errors");
        foreach (var error in errors.Take(Options.MaxErrors)) error.Write(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
        return errors[0].Code == ErrorCodes.NotAQuery ? GraphQLOutcome.NotAQuery : GraphQLOutcome.Refused;
    }

    private GraphQLResponse Refuse(GraphQLOutcome outcome, ResponseBuffer buffer, GraphQLError error)
    {
        Refuse(buffer, [error]);
        return new GraphQLResponse(outcome, buffer);
    }
}
