using System.ComponentModel;
using System.Reflection;

namespace KpiApi.GraphQL.Schema;

/// <summary>Input object types from records and classes: constructor parameters first, then other settable properties.</summary>
internal sealed class InputObjects(TypeRegistry registry)
{
    private readonly Dictionary<Type, InputObjectType> made = [];

    public InputObjectType Of(Type clr)
    {
        if (made.TryGetValue(clr, out var known)) return known;
        var type = new InputObjectType(Descriptions.NameOf(clr) ?? Names.InputType(Names.Type(clr)))
        {
            Description = registry.Descriptions.Of(clr),
            IsOneOf = clr.IsDefined(typeof(OneOfAttribute)),
        };
        registry.Claim(type, clr);
        made.Add(clr, type);
        Fill(type, clr);
        return type;
    }

    public InputValue ArgumentOf(ParameterInfo parameter) => ValueOf(parameter, property: null);

    private void Fill(InputObjectType type, Type clr)
    {
        var constructor = clr.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)
            ?? throw new InvalidOperationException($"{clr} can't be an input type: it has no public constructor.");
        var properties = clr.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        var parameters = constructor.GetParameters()
            .Select(parameter => ValueOf(parameter, properties.FirstOrDefault(property => property.Name == parameter.Name)))
            .ToList();
        var settable = properties
            .Where(property => property.SetMethod is { IsPublic: true } && !property.IsDefined(typeof(GraphQLIgnoreAttribute))
                && constructor.GetParameters().All(parameter => parameter.Name != property.Name))
            .OrderBy(property => property.MetadataToken)
            .Select(property => (Property: property, Value: ValueOf(property)))
            .ToList();
        foreach (var value in parameters.Concat(settable.Select(pair => pair.Value))) type.Fields.Add(value.Name, value);
        if (type.IsOneOf && type.Fields.Values.Any(field => field.Type.IsNonNull || field.HasDefault))
        {
            throw new InvalidOperationException($"The fields of {type.Name} must be nullable and without defaults: only one is given.");
        }

        type.Create = fields =>
        {
            var arguments = parameters.ConvertAll(value => fields.TryGetValue(value.Name, out var given) ? given : value.Absent);
            var made = constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, [.. arguments], culture: null);
            foreach (var (property, value) in settable)
            {
                if (fields.TryGetValue(value.Name, out var given)) property.SetValue(made, given);
            }

            return made;
        };
    }

    private InputValue ValueOf(ParameterInfo parameter, PropertyInfo? property)
    {
        var type = registry.Input(parameter, property);
        var @default = parameter.HasDefaultValue ? EnumDefault(parameter) : null;
        return new InputValue(Descriptions.NameOf(parameter) ?? NameOf(property) ?? Names.Field(parameter.Name!), type)
        {
            Description = registry.Descriptions.Of(parameter) ?? (property is null ? null : registry.Descriptions.Of(property)),
            DeprecationReason = Descriptions.Deprecation(parameter) ?? (property is null ? null : Descriptions.Deprecation(property)),
            // A default of null says no more than that the value may be left out.
            HasDefault = @default is not null,
            Default = @default,
            Absent = Nothing(parameter.ParameterType),
            Convert = InputConversion.To(parameter.ParameterType),
        };
    }

    private InputValue ValueOf(PropertyInfo property)
    {
        var @default = property.GetCustomAttribute<DefaultValueAttribute>()?.Value;
        return new InputValue(NameOf(property) ?? Names.Field(property.Name), registry.Input(property))
        {
            Description = registry.Descriptions.Of(property),
            DeprecationReason = Descriptions.Deprecation(property),
            HasDefault = @default is not null,
            Default = @default,
            Absent = Nothing(property.PropertyType),
            Convert = InputConversion.To(property.PropertyType),
        };
    }

    private static string? NameOf(PropertyInfo? property) => property is null ? null : Descriptions.NameOf(property);

    private static object? Nothing(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;

    /// <summary>Reflection gives the default of a nullable enum parameter as its number.</summary>
    private static object? EnumDefault(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type.IsEnum && parameter.DefaultValue is { } number ? Enum.ToObject(type, number) : parameter.DefaultValue;
    }
}
