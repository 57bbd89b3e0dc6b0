using System.Collections;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;
using KpiApi.Http.Errors;
using KpiApi.Kpis.Admission;
using KpiApi.Storage.Checking;
using KpiApi.Storage.Databases;
using KpiApi.Storage.Writing;
using Microsoft.Extensions.Options;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace KpiApi.GraphQL;

/// <summary>
/// Fields one after the other: the first takes the snapshot that all read, and a document has one turn on the threads for queries at a time.
/// (The library would run the fields of a query side by side.) Also tells every error of a field, and ends answers that grow too long.
/// </summary>
internal sealed class SnapshotStrategy(IOptions<GraphQLOptions> options, StoreDamage damage) : SerialExecutionStrategy
{
    private readonly int _maxRows = options.Value.MaxRows;

    /// <summary>Which fields a selection means is the same for every object that it is of, since each field has one type here.</summary>
    protected override void SetSubFieldNodes(ExecutionContext context, ObjectExecutionNode parent)
    {
        var collected = ((AnswerState)context.UserContext).Fields;
        if (!collected.TryGetValue(parent.SelectionSet!, out var fields))
            collected.Add(parent.SelectionSet!, fields = [.. CollectFieldsFrom(context, parent.GraphType, parent.SelectionSet!, null).Values]);
        var nodes = new ExecutionNode[fields.Length];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = BuildExecutionNode(parent, fields[i].Type.ResolvedType!, fields[i].Field, fields[i].Type);
        parent.SubFields = nodes;
    }

    protected override Task SetArrayItemNodesAsync(ExecutionContext context, ArrayExecutionNode parent)
    {
        if (parent.Result is ICollection items)
            Add(context, items.Count);
        else
            parent.Result = Counted(context, (IEnumerable)parent.Result!);
        return base.SetArrayItemNodesAsync(context, parent);
    }

    /// <summary>What REST refuses with a status is an error with the same code here. Anything else that fails is the service's own fault.</summary>
    protected override Task<bool> ProcessNodeUnhandledExceptionAsync(ExecutionContext context, ExecutionNode node, Exception ex)
    {
        var refused = ex switch
        {
            FieldException known => known,
            QueryRefusedException full => new FieldException(full.Error.Code, full.Error.Message),
            _ => damage.Judge(ex) switch
            {
                StoreFailure.Permanent => null,
                StoreFailure.Damaged => new FieldException(StoreDamage.Code, StoreDamage.Sentence),
                _ => new FieldException(StoreUnavailableException.Unavailable, Problems.StoreAway),
            },
        };
        foreach (var error in refused?.Errors ?? [])
            SetNodeError(context, node, error);
        return refused is null ? base.ProcessNodeUnhandledExceptionAsync(context, node, ex) : Task.FromResult(false);
    }

    /// <summary>Rows are made while they are read, so too many are never made.</summary>
    private IEnumerable<object?> Counted(ExecutionContext context, IEnumerable items)
    {
        foreach (var item in items)
        {
            Add(context, 1);
            yield return item;
        }
    }

    private void Add(ExecutionContext context, int items)
    {
        if ((((AnswerState)context.UserContext).Items += items) > _maxRows)
            throw new FieldException("too_many_rows", $"The lists of the answer have more than {_maxRows} items.");
    }
}

/// <summary>What one execution knows of its answer so far.</summary>
internal sealed class AnswerState : Dictionary<string, object?>
{
    /// <summary>Of all lists.</summary>
    public int Items { get; set; }

    public Dictionary<GraphQLSelectionSet, (GraphQLField Field, FieldType Type)[]> Fields { get; } = new(ReferenceEqualityComparer.Instance);
}
