using System.Text;
using KpiApi.GraphQL.Language;

namespace KpiApi.GraphQL.Validation;

/// <summary>Arguments as text that is equal exactly when they mean the same: the order of names says nothing.</summary>
internal static class CanonicalArguments
{
    public static string Print(IReadOnlyList<Argument> arguments)
    {
        if (arguments.Count == 0) return "";
        var text = new StringBuilder();
        Append(text, arguments);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<Argument> arguments)
    {
        text.Append('{');
        foreach (var argument in arguments.OrderBy(argument => argument.Name.Value, StringComparer.Ordinal))
        {
            text.Append(argument.Name.Value).Append(':');
            Append(text, argument.Value);
        }

        text.Append('}');
    }

    private static void Append(StringBuilder text, Value value)
    {
        switch (value)
        {
            case ObjectValue fields:
                Append(text, fields.Fields);
                break;
            case ListValue list:
                text.Append('[');
                foreach (var item in list.Items) Append(text, item);
                text.Append(']');
                break;
            default:
                // The length keeps apart what a string might otherwise imitate.
                var (kind, content) = value switch
                {
                    Variable variable => ('$', variable.Name.Value),
                    NumberValue number => (number.IsFloat ? 'f' : 'i', number.Text),
                    StringValue quoted => ('s', quoted.Text),
                    BooleanValue boolean => ('b', boolean.Value ? "1" : "0"),
                    EnumLiteral name => ('e', name.Name),
                    _ => ('n', ""),
                };
                text.Append(kind).Append(content.Length).Append(':').Append(content).Append(',');
                break;
        }
    }
}
