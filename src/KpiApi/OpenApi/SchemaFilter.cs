using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using KpiApi.Http.Descriptions;
using KpiApi.Kpis.Responses;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KpiApi.OpenApi;

/// <summary>
/// What the serializer does with the members of an answer: each is always there, null or not, but those that are left out when null, which
/// then are never null.
/// </summary>
internal sealed class SchemaFilter : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: { Count: > 0 } members } described || context.MemberInfo is not null)
            return;
        var required = new HashSet<string>();
        foreach (var property in context.Type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (!members.TryGetValue(name, out var member)) continue;
            var isLeftOut = property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition == JsonIgnoreCondition.WhenWritingNull;
            if (!isLeftOut) required.Add(name);
            members[name] = Member(property, name, member, isLeftOut);
        }

        described.Required = required;
        described.Description ??= context.Type.GetCustomAttribute<DescriptionAttribute>()?.Description;
    }

    private static IOpenApiSchema Member(PropertyInfo property, string name, IOpenApiSchema schema, bool isLeftOut)
    {
        if (schema is OpenApiSchemaReference reference)
            return !isLeftOut && IsNullable(property) ? Shapes.OrNull(reference) : reference;
        if (schema is not OpenApiSchema own) return schema;
        // A setter that only the service has is no matter of the document.
        own.ReadOnly = false;
        own.Description ??= property.GetCustomAttribute<DescriptionAttribute>()?.Description;
        if (property.GetCustomAttribute<ComponentAttribute>() is { } component)
        {
            var choice = Shapes.Ref(component.Name, own.Description);
            if (property.PropertyType == typeof(JsonElement)) return choice;
            return property.PropertyType != typeof(string) ? Shapes.List(choice, own.Description) : IsNullable(property) ? Shapes.OrNull(choice) : choice;
        }
        if (isLeftOut) own.Type &= ~JsonSchemaType.Null;
        if (property.PropertyType == typeof(string) && IsInstant(property, name)) own.Format = "date-time";
        return own;
    }

    /// <summary>Instants are texts already when they are answered: those that GraphQL has too are marked, and the others are named alike.</summary>
    private static bool IsInstant(PropertyInfo property, string name) => property.IsDefined(typeof(DateTimeAttribute)) || name.EndsWith("At", StringComparison.Ordinal) || name.EndsWith("Until", StringComparison.Ordinal);

    private static bool IsNullable(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null || new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
}
