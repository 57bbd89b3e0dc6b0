using System.Text.Json;
using KpiApi.GraphQL.Language;

namespace KpiApi.GraphQL.Execution;

/// <summary>The variables of one request, coerced; one that is neither given nor has a default is not there at all.</summary>
internal sealed class VariableValues
{
    private readonly Dictionary<string, object?> values;

    private VariableValues(Dictionary<string, object?> values) => this.values = values;

    public static VariableValues None { get; } = new([]);

    public bool TryGet(string name, out object? value) => values.TryGetValue(name, out value);

    /// <summary>Every error there is, each at the definition of its variable.</summary>
    public static VariableValues Coerce(PreparedOperation operation, JsonElement json, List<GraphQLError> errors)
    {
        if (operation.Variables.Count == 0) return None;
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (definition, type) in operation.Variables)
        {
            var name = definition.Variable.Name.Value;
            var coercion = new JsonCoercion(message => errors.Add(new GraphQLError(ErrorCodes.BadVariables, message)
            {
                Locations = [SourceLocation.Of(operation.Source, definition.Position)],
            }));
            var given = default(JsonElement);
            var isGiven = json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out given);
            if (isGiven) values[name] = coercion.Coerce(given, type, $"${name}");
            else if (definition.Default is not null) values[name] = InputCoercion.Constant(definition.Default, type);
            else if (type.IsNonNull) coercion.Coerce(default, type, $"${name}");
        }

        return new VariableValues(values);
    }
}
