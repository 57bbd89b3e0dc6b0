using KpiApi.GraphQL.Language;

namespace KpiApi.GraphQL.Execution;

/// <summary>A valid document, ready to run as often as it comes.</summary>
internal sealed class PreparedDocument
{
    private readonly Dictionary<string, PreparedOperation> byName = new(StringComparer.Ordinal);
    private readonly PreparedOperation? only;

    public PreparedDocument(GraphQLSchema schema, Document document)
    {
        var compiler = new PlanCompiler(schema, document);
        var operations = document.Definitions.OfType<OperationDefinition>()
            .Select(operation => new PreparedOperation(schema, document, operation, compiler))
            .ToList();
        only = operations.Count == 1 ? operations[0] : null;
        foreach (var operation in operations)
        {
            if (operation.Name is not null) byName.Add(operation.Name, operation);
        }
    }

    /// <summary>Without a name the only operation there is.</summary>
    public PreparedOperation? Find(string? name) => string.IsNullOrEmpty(name) ? only : byName.GetValueOrDefault(name);
}
