using System.Collections;
using System.Text.Json;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Execution;

/// <summary>
/// Runs a plan and writes the answer as it goes, field after field. Each step tells whether its value stands: false means
/// that a null was found where none may be, and the nearest field that may be null takes it.
/// </summary>
internal sealed partial class OperationRunner(
    ResponseBuffer buffer, Utf8JsonWriter writer, RequestScope scope, VariableValues variables, RunSettings settings)
{
    private readonly ErrorList errors = new(settings);
    private readonly List<PathStep> path = [];
    private int rows;

    public async ValueTask RunAsync(SelectionPlan plan)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("data"u8);
        var start = Position();
        var stands = plan.IsAsync ? await WriteObjectAsync(plan, null) : WriteObject(plan, null);
        if (!stands) Erase(start);
        errors.Write(writer);
        writer.WriteEndObject();
        writer.Flush();
    }

    private bool WriteObject(SelectionPlan plan, object? source)
    {
        var stands = true;
        writer.WriteStartObject();
        foreach (var field in plan.Fields)
        {
            stands = WriteField(field, source);
            if (!stands) break;
        }

        writer.WriteEndObject();
        return stands;
    }

    private bool WriteField(PlannedField field, object? source)
    {
        writer.WritePropertyName(field.EncodedKey);
        if (field.IsTypeName)
        {
            writer.WriteStringValue(field.Parent.Name);
            return true;
        }

        scope.Cancellation.ThrowIfCancellationRequested();
        return field.Leaf is { } leaf ? WriteLeafField(field, leaf, source) : WriteAnyField(field, source);
    }

    /// <summary>Most fields of most answers: the value is written or, when it is null or fails, left to the general way.</summary>
    private bool WriteLeafField(PlannedField field, LeafType leaf, object? source)
    {
        var start = Position();
        Exception? failure = null;
        try
        {
            if (field.Definition.Write is { } write)
            {
                if (write(writer, source!)) return true;
            }
            else if (field.Definition.Resolve(source, field.Arguments.Values(variables), scope) is { } value)
            {
                leaf.Write(writer, value);
                return true;
            }
        }
        catch (Exception exception) when (Position() == start && !IsCancelled(exception))
        {
            failure = exception;
        }

        path.Add(new PathStep(field.Key, 0));
        if (failure is not null) errors.Add(failure, field, path);
        var stands = failure is null ? WriteNull(field, field.Definition.Type) : WriteFailure();
        path.RemoveAt(path.Count - 1);
        return stands || !field.Definition.Type.IsNonNull;
    }

    private bool WriteAnyField(PlannedField field, object? source)
    {
        path.Add(new PathStep(field.Key, 0));
        var start = Position();
        var type = field.Definition.Type;
        var stands = TryResolve(field, source, out var value) ? WriteValue(field, type, value) : WriteFailure();
        path.RemoveAt(path.Count - 1);
        return Settle(stands, type, start);
    }

    private bool TryResolve(PlannedField field, object? source, out object? value)
    {
        try
        {
            value = field.Definition.Resolve(source, field.Arguments.Values(variables), scope);
            return true;
        }
        catch (Exception exception) when (!IsCancelled(exception))
        {
            errors.Add(exception, field, path);
            value = null;
            return false;
        }
    }

    private bool WriteValue(PlannedField field, GraphType type, object? value)
    {
        if (value is null) return WriteNull(field, type);
        return type.Nullable switch
        {
            LeafType leaf => WriteLeaf(field, leaf, value),
            ListType list => WriteList(field, list.Item, value),
            _ => WriteObject(field.Selection!, value),
        };
    }

    private bool WriteNull(PlannedField field, GraphType type)
    {
        writer.WriteNullValue();
        if (!type.IsNonNull) return true;
        errors.Add(ErrorCodes.NullValue, $"{field.Parent}.{field.Definition.Name} of type {field.Definition.Type} was null.", field, path);
        return false;
    }

    /// <summary>Something must stand behind the name until it is known what will.</summary>
    private bool WriteFailure()
    {
        writer.WriteNullValue();
        return false;
    }

    private bool WriteLeaf(PlannedField field, LeafType leaf, object value)
    {
        var start = Position();
        try
        {
            leaf.Write(writer, value);
            return true;
        }
        catch (Exception exception) when (Position() == start && !IsCancelled(exception))
        {
            errors.Add(exception, field, path);
            return WriteFailure();
        }
    }

    private bool WriteList(PlannedField field, GraphType type, object value)
    {
        var stands = true;
        writer.WriteStartArray();
        var items = Enumerate(field, value);
        for (var index = 0; stands && TryMove(field, items, ref stands); index++)
        {
            path.Add(new PathStep(null, index));
            var start = Position();
            stands = Settle(WriteValue(field, type, items.Current), type, start);
            path.RemoveAt(path.Count - 1);
        }

        (items as IDisposable)?.Dispose();
        writer.WriteEndArray();
        return stands;
    }

    /// <summary>A list may be computed while it is read, and so may fail or turn out too long only then.</summary>
    private bool TryMove(PlannedField field, IEnumerator items, ref bool stands)
    {
        scope.Cancellation.ThrowIfCancellationRequested();
        try
        {
            if (!items.MoveNext()) return false;
            if (++rows <= settings.Options.MaxRows) return true;
            errors.Add(ErrorCodes.TooManyRows, $"The answer has more than {settings.Options.MaxRows} rows.", field, path);
        }
        catch (Exception exception) when (!IsCancelled(exception))
        {
            errors.Add(exception, field, path);
        }

        stands = false;
        return false;
    }

    private IEnumerator Enumerate(PlannedField field, object value)
    {
        try
        {
            return ((IEnumerable)value).GetEnumerator();
        }
        catch (Exception exception) when (!IsCancelled(exception))
        {
            errors.Add(exception, field, path);
            return new object?[1].Take(0).GetEnumerator();
        }
    }

    private bool Settle(bool stands, GraphType type, int start)
    {
        if (stands || type.IsNonNull) return stands;
        Erase(start);
        return true;
    }

    private void Erase(int start)
    {
        writer.Flush();
        buffer.ReplaceByNull(start, Position());
    }

    private int Position() => (int)(writer.BytesCommitted + writer.BytesPending);

    /// <summary>Only the end of the request itself ends everything; a resolver's own time-out is its error.</summary>
    private bool IsCancelled(Exception exception) =>
        exception is OperationCanceledException && scope.Cancellation.IsCancellationRequested;
}
