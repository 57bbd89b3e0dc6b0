using System.Reflection;

namespace KpiApi.GraphQL.Schema;

/// <summary>Object types from C# types: a field for each public property and each method of an extension.</summary>
internal sealed class OutputObjects(TypeRegistry registry)
{
    private readonly Dictionary<Type, ObjectType> made = [];

    public ObjectType Of(Type clr)
    {
        if (made.TryGetValue(clr, out var known)) return known;
        var type = new ObjectType(Descriptions.NameOf(clr) ?? Names.Type(clr)) { Description = registry.Descriptions.Of(clr) };
        registry.Claim(type, clr);
        // Before its fields, which may be of this very type.
        made.Add(clr, type);
        foreach (var property in Properties(clr)) Add(type, FieldOf(property));
        foreach (var methods in registry.ExtensionsOf(clr)) AddMethods(type, methods, clr);
        return type;
    }

    public void AddMethods(ObjectType type, Type methods, Type? parent)
    {
        var fields = methods.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName && !method.IsDefined(typeof(GraphQLIgnoreAttribute)))
            .OrderBy(method => method.MetadataToken);
        foreach (var method in fields) Add(type, FieldOf(method, parent));
    }

    private static void Add(ObjectType type, FieldDefinition field)
    {
        if (type.Fields.TryAdd(field.Name, field)) return;
        throw new InvalidOperationException($"Type {type.Name} has two fields {field.Name}.");
    }

    /// <summary>In the order they are declared, those of a base class first.</summary>
    private static IEnumerable<PropertyInfo> Properties(Type clr) => clr.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
        .Where(property => !property.IsDefined(typeof(GraphQLIgnoreAttribute)))
        .OrderBy(property => property.DeclaringType == clr)
        .ThenBy(property => property.MetadataToken);

    private FieldDefinition FieldOf(PropertyInfo property)
    {
        var type = registry.Output(property);
        return new FieldDefinition(Descriptions.NameOf(property) ?? Names.Field(property.Name), type)
        {
            Description = registry.Descriptions.Of(property),
            DeprecationReason = Descriptions.Deprecation(property),
            Resolve = ResolverCompiler.Property(property),
            Write = DirectWriter.Of(property, type),
            Await = AsyncResult.AwaiterOf(property.PropertyType),
        };
    }

    private FieldDefinition FieldOf(MethodInfo method, Type? parent)
    {
        var slots = new List<ParameterSlot>();
        var arguments = new List<InputValue>();
        foreach (var parameter in method.GetParameters())
        {
            var isParent = parent is not null && slots.Count == 0;
            var slot = isParent ? ParameterSlot.Parent : SlotOf(parameter);
            slots.Add(slot);
            if (slot == ParameterSlot.Argument) arguments.Add(registry.Inputs.ArgumentOf(parameter));
        }

        return new FieldDefinition(Descriptions.NameOf(method) ?? Names.Method(method.Name), registry.Output(method.ReturnParameter))
        {
            Description = registry.Descriptions.Of(method),
            DeprecationReason = Descriptions.Deprecation(method),
            Arguments = arguments,
            Resolve = ResolverCompiler.Method(method, slots),
            Await = AsyncResult.AwaiterOf(method.ReturnType),
        };
    }

    private ParameterSlot SlotOf(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(CancellationToken)) return ParameterSlot.Cancellation;
        if (registry.Contexts.Contains(type)) return ParameterSlot.Context;
        return registry.Services.Contains(type) ? ParameterSlot.Service : ParameterSlot.Argument;
    }
}
