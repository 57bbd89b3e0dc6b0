using System.Text.Json;
using KpiApi.GraphQL.Schema;

namespace KpiApi.GraphQL.Execution;

/// <summary>The variables of one request, coerced; one that is neither given nor has a default is not there at all.</summary>
internal sealed class VariableValues
{
    private readonly Dictionary<string, object?> values;

    private VariableValues(Dictionary<string, object?> values) => this.values = values;

    public static VariableValues None { get; } = new([]);

    public bool TryGet(string name, out object? value) => values.TryGetValue(name, out value);

    /// <summary>Every error there is, each at the definition of its variable.</summary>
    public static VariableValues Coerce(PreparedOperation operation, JsonElement json, List<GraphQLError> errors, int maxErrors)
    {
        if (operation.Variables.Count == 0) return None;
        var given = Given(json);
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (definition, type) in operation.Variables)
        {
            var name = definition.Variable.Name.Value;
            var coercion = new JsonCoercion(maxErrors - errors.Count);
            var path = $"${Names.Clip(name)}";
            if (given.TryGetValue(name, out var value)) values[name] = coercion.Coerce(value, type, path);
            else if (definition.Default is not null) values[name] = InputCoercion.Constant(definition.Default, type);
            else if (type.IsNonNull) coercion.Coerce(default, type, path);
            errors.AddRange(coercion.Errors.Select(message => operation.Error(definition, message)));
        }

        return new VariableValues(values);
    }

    /// <summary>By name in one pass: looking up each variable in the JSON would read all of it each time.</summary>
    private static Dictionary<string, JsonElement> Given(JsonElement json)
    {
        var given = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (json.ValueKind != JsonValueKind.Object) return given;
        foreach (var property in json.EnumerateObject()) given[property.Name] = property.Value;
        return given;
    }
}
