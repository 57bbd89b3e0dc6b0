using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;

namespace KpiApi.GraphQL.Schema;

/// <summary>
/// Writes a property without boxing its value, for the types that System.Text.Json writes as the schema does: the fast
/// variant of resolving and then writing by <see cref="LeafType.Write"/>. Returns false, and writes nothing, for null.
/// </summary>
internal static class DirectWriter
{
    private static readonly ParameterExpression Writer = Expression.Parameter(typeof(Utf8JsonWriter), "writer");
    private static readonly ParameterExpression Source = Expression.Parameter(typeof(object), "source");

    private static readonly Dictionary<Type, (ScalarType Scalar, string Method)> Kinds = new()
    {
        [typeof(string)] = (BuiltInScalars.String, nameof(Utf8JsonWriter.WriteStringValue)),
        [typeof(bool)] = (BuiltInScalars.Boolean, nameof(Utf8JsonWriter.WriteBooleanValue)),
        [typeof(int)] = (BuiltInScalars.Int, nameof(Utf8JsonWriter.WriteNumberValue)),
        [typeof(long)] = (BuiltInScalars.Long, nameof(Utf8JsonWriter.WriteNumberValue)),
        [typeof(decimal)] = (BuiltInScalars.Float, nameof(Utf8JsonWriter.WriteNumberValue)),
        [typeof(DateTimeOffset)] = (BuiltInScalars.DateTime, nameof(Utf8JsonWriter.WriteStringValue)),
    };

    /// <summary>Null when the property's type is another, or the schema gives it another scalar.</summary>
    public static Func<Utf8JsonWriter, object, bool>? Of(PropertyInfo property, GraphType type)
    {
        var clr = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (!Kinds.TryGetValue(clr, out var kind) || kind.Scalar != type.Nullable) return null;
        var value = Expression.Variable(property.PropertyType, "value");
        var write = typeof(Utf8JsonWriter).GetMethod(kind.Method, [clr])!;
        var isNull = property.PropertyType.IsValueType && clr == property.PropertyType
            ? (Expression)Expression.Constant(false)
            : Expression.Equal(value, Expression.Constant(null, property.PropertyType));
        var body = Expression.Block(
            [value],
            Expression.Assign(value, Expression.Property(Expression.Convert(Source, property.DeclaringType!), property)),
            Expression.Condition(
                isNull,
                Expression.Constant(false),
                Expression.Block(Expression.Call(Writer, write, Expression.Convert(value, clr)), Expression.Constant(true))));
        return Expression.Lambda<Func<Utf8JsonWriter, object, bool>>(body, Writer, Source).Compile();
    }
}
