using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace KpiApi.Http.Tables;

/// <summary>A list of items as JSON has them: a column a member, under its name. What is no plain value is its JSON as text.</summary>
internal static class JsonTable
{
    /// <param name="options">By which the items are written as JSON.</param>
    public static Table Of<T>(IReadOnlyList<T> items, JsonSerializerOptions options) =>
        Table.Of(items, [.. options.GetTypeInfo(typeof(T)).Properties.Where(member => member.Get is not null).Select(member => Field<T>(member, options))]);

    private static TableField<T> Field<T>(JsonPropertyInfo member, JsonSerializerOptions options)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        return type == typeof(string) ? TableField<T>.Text(member.Name, item => (string?)member.Get!(item!))
            : type == typeof(bool) ? TableField<T>.Flag(member.Name, item => (bool?)member.Get!(item!))
            : type == typeof(decimal) ? TableField<T>.Number(member.Name, item => (decimal?)member.Get!(item!))
            : type == typeof(long) || type == typeof(int) ? TableField<T>.Integer(member.Name, item => member.Get!(item!) is { } number ? Convert.ToInt64(number, null) : null)
            : TableField<T>.Text(member.Name, item => member.Get!(item!) is { } value ? Text(JsonSerializer.SerializeToElement(value, member.PropertyType, options)) : null);
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
