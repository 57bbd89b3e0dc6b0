using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Execution;

/// <content>The same steps for the parts of a plan that await something; tested to give the same answers.</content>
internal sealed partial class OperationRunner
{
    private async ValueTask<bool> WriteObjectAsync(SelectionPlan plan, object? source)
    {
        var stands = true;
        writer.WriteStartObject();
        foreach (var field in plan.Fields)
        {
            stands = field.IsAsync ? await WriteFieldAsync(field, source) : WriteField(field, source);
            if (!stands) break;
        }

        writer.WriteEndObject();
        return stands;
    }

    private async ValueTask<bool> WriteFieldAsync(PlannedField field, object? source)
    {
        writer.WritePropertyName(field.EncodedKey);
        scope.Cancellation.ThrowIfCancellationRequested();
        path.Add(new PathStep(field.Key, 0));
        var start = Position();
        var type = field.Definition.Type;
        var (isResolved, value) = await ResolveAsync(field, source);
        var stands = isResolved ? await WriteValueAsync(field, type, value) : WriteFailure();
        path.RemoveAt(path.Count - 1);
        return Settle(stands, type, start);
    }

    private async ValueTask<(bool IsResolved, object? Value)> ResolveAsync(PlannedField field, object? source)
    {
        if (!TryResolve(field, source, out var value)) return (false, null);
        if (field.Definition.Await is not { } wait || value is null) return (true, value);
        try
        {
            return (true, await wait(value));
        }
        catch (Exception exception) when (!IsCancelled(exception))
        {
            errors.Add(exception, field, path);
            return (false, null);
        }
    }

    private ValueTask<bool> WriteValueAsync(PlannedField field, GraphType type, object? value)
    {
        var isPlain = value is null || field.Selection is not { IsAsync: true };
        if (isPlain) return new ValueTask<bool>(WriteValue(field, type, value));
        return type.Nullable is ListType list ? WriteListAsync(field, list.Item, value!) : WriteObjectAsync(field.Selection!, value);
    }

    private async ValueTask<bool> WriteListAsync(PlannedField field, GraphType type, object value)
    {
        var stands = true;
        writer.WriteStartArray();
        var items = Enumerate(field, value);
        for (var index = 0; stands && TryMove(field, items, ref stands); index++)
        {
            path.Add(new PathStep(null, index));
            var start = Position();
            stands = Settle(await WriteValueAsync(field, type, items.Current), type, start);
            path.RemoveAt(path.Count - 1);
        }

        (items as IDisposable)?.Dispose();
        writer.WriteEndArray();
        return stands;
    }
}
