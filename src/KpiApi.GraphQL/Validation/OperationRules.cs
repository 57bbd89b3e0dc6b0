using KpiApi.GraphQL.Language;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Validation;

/// <summary>Operation type existence, operation name uniqueness, lone anonymous operation.</summary>
internal sealed class OperationRules(ValidationContext context)
{
    private readonly Dictionary<string, Name> names = new(StringComparer.Ordinal);
    private readonly int count = context.Document.Definitions.OfType<OperationDefinition>().Count();

    public void Check(OperationDefinition operation)
    {
        if (operation.Kind != OperationKind.Query)
        {
            context.Report(operation, $"The schema has no {operation.Kind.ToString().ToLowerInvariant()}s.", operation.Position);
        }

        if (operation.Name is { } name)
        {
            if (names.TryAdd(name.Value, name)) return;
            context.Report(operation, $"There are two operations {Names.Clip(name.Value)}.", names[name.Value].Position, name.Position);
        }
        else if (count > 1)
        {
            context.Report(operation, "An operation without a name must be the only one of its document.", operation.Position);
        }
    }
}
