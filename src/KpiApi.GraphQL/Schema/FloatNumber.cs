using System.Globalization;

namespace KpiApi.GraphQL.Schema;

/// <summary>A coerced Float whose C# type is not yet known: it becomes a double or a decimal without a detour over the other.</summary>
internal readonly record struct FloatNumber(string Text)
{
    public static double ToDouble(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    public object To(Type type)
    {
        if (type == typeof(double)) return ToDouble(Text);
        if (type == typeof(float)) return (float)ToDouble(Text);
        return decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new GraphQLException(ErrorCodes.BadArgument, $"{Names.Clip(Text)} is out of range.");
    }
}
