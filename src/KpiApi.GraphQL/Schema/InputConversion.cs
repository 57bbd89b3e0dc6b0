using System.Globalization;

namespace KpiApi.GraphQL.Schema;

/// <summary>From coerced values, which know only the schema, to the C# type of a parameter or property.</summary>
internal static class InputConversion
{
    public static Func<object?, object?> To(Type type)
    {
        var clr = Nullable.GetUnderlyingType(type) ?? type;
        if (TypeRegistry.ItemOf(clr) is { } item) return ToList(clr, item);
        return value => value switch
        {
            null => null,
            FloatNumber number => number.To(clr),
            DateTimeOffset instant when clr == typeof(DateTime) => instant.UtcDateTime,
            string text when clr != typeof(string) => Parse(text, clr),
            int or long when clr.IsPrimitive && value.GetType() != clr => Narrow(Convert.ToInt64(value, CultureInfo.InvariantCulture), clr),
            _ => value,
        };
    }

    private static object Parse(string text, Type clr)
    {
        if (clr == typeof(Guid)) return Guid.TryParse(text, out var guid) ? guid : throw Bad(text, "a GUID");
        if (clr == typeof(Uri)) return Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri) ? uri : throw Bad(text, "a URI");
        if (!clr.IsPrimitive) return text;
        // An ID may be a number in C#.
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? Narrow(whole, clr)
            : throw Bad(text, "a whole number");
    }

    private static object Narrow(long whole, Type clr)
    {
        try
        {
            return Convert.ChangeType(whole, clr, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            throw new GraphQLException(ErrorCodes.BadArgument, FormattableString.Invariant($"{whole} is out of range."));
        }
    }

    private static GraphQLException Bad(string text, string wanted) =>
        new(ErrorCodes.BadArgument, $"\"{Names.Clip(text)}\" is not {wanted}.");

    private static Func<object?, object?> ToList(Type clr, Type item)
    {
        var convert = To(item);
        var list = typeof(List<>).MakeGenericType(item);
        var isArray = clr.IsAssignableFrom(item.MakeArrayType());
        if (!isArray && clr != list) throw new InvalidOperationException($"{clr} can't be an argument; take IReadOnlyList<T>.");
        return value =>
        {
            if (value is not object?[] items) return value;
            var array = Array.CreateInstance(item, items.Length);
            for (var i = 0; i < items.Length; i++) array.SetValue(convert(items[i]), i);
            return isArray ? array : Activator.CreateInstance(list, array);
        };
    }
}
