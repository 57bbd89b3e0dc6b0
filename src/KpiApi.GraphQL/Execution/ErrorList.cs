using System.Text.Json;
using KpiApi.GraphQL.Language;

namespace KpiApi.GraphQL.Execution;

internal sealed record RunSettings(GraphQLOptions Options, string Source);

/// <summary>A field or, without a key, a position in a list; boxed only when there is an error to write.</summary>
internal readonly record struct PathStep(string? Key, int Index)
{
    public object Value => Key ?? (object)Index;
}

/// <summary>The errors of one execution; at most as many as the options allow, since a list of a million rows may fail in each.</summary>
internal sealed class ErrorList(RunSettings settings)
{
    private readonly List<GraphQLError> errors = [];

    private bool IsFull => errors.Count >= settings.Options.MaxErrors;

    public void Add(string code, string message, PlannedField field, List<PathStep> path) =>
        Add(new GraphQLError(code, message), field, path, position: null);

    public void Add(Exception exception, PlannedField field, List<PathStep> path)
    {
        // A resolver that fails in each of a million rows is told of often enough.
        if (IsFull) return;
        switch (exception)
        {
            case GraphQLException known:
                foreach (var error in known.Errors) Add(error, field, path, position: null);
                break;
            case CoercionException coercion:
                Add(new GraphQLError(ErrorCodes.BadArgument, coercion.Message), field, path, coercion.Position);
                break;
            default:
                settings.Options.OnInternalError(exception, string.Join('.', path.Select(step => step.Value)));
                Add(ErrorCodes.Internal, "Internal error.", field, path);
                break;
        }
    }

    public void Write(Utf8JsonWriter writer)
    {
        if (errors.Count == 0) return;
        writer.WriteStartArray("errors");
        foreach (var error in errors) error.Write(writer);
        writer.WriteEndArray();
    }

    private void Add(GraphQLError error, PlannedField field, List<PathStep> path, int? position)
    {
        if (IsFull) return;
        var positions = position is { } one ? [one] : field.Nodes.Select(node => node.Position).Take(settings.Options.MaxErrors);
        errors.Add(error with
        {
            Locations = [.. positions.Select(at => SourceLocation.Of(settings.Source, at))],
            Path = [.. path.Select(step => step.Value)],
        });
    }
}
