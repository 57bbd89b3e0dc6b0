using DevLab.JmesPath;
using DevLab.JmesPath.Expressions;
using Newtonsoft.Json.Linq;

namespace KpiApi.Hooks.Maps;

/// <summary>A JMESPath expression of a map, checked and compiled. Immutable and safe for several threads.</summary>
internal sealed class MapExpression
{
    /// <summary>Before an expression that is asked of the whole payload, and not of the item that <c>each</c> found.</summary>
    private const string OfPayload = "$.";

    private readonly JmesPathExpression _compiled;
    private readonly bool _isOfPayload;

    private MapExpression(JmesPathExpression compiled, bool isOfPayload) => (_compiled, _isOfPayload) = (compiled, isOfPayload);

    /// <param name="text">As an admin wrote it.</param>
    /// <param name="problem">What is wrong with it; null when nothing is.</param>
    /// <returns>Null when something is.</returns>
    public static MapExpression? Parse(string text, out string? problem)
    {
        var isOfPayload = text.StartsWith(OfPayload, StringComparison.Ordinal);
        var path = isOfPayload ? text[OfPayload.Length..] : text;
        problem = ExpressionBounds.Check(path);
        if (problem is not null) return null;
        try
        {
            return new(new JmesPath().Parse(path), isOfPayload);
        }
        // The library has no exception of its own for what it cannot parse.
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            problem = $"It is no JMESPath expression: {Reason(failure)}";
            return null;
        }
    }

    /// <param name="payload">The whole of what came.</param>
    /// <param name="item">The part of it that an item is made of.</param>
    /// <returns>Null for no value.</returns>
    /// <exception cref="MapException">A function does not take what it is given.</exception>
    public JToken? Evaluate(JToken payload, JToken item)
    {
        try
        {
            var value = _compiled.Transform(_isOfPayload ? payload : item).AsJToken();
            return value is JValue { Value: null } ? null : value;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new MapException(Reason(failure), failure);
        }
    }

    /// <summary>Whether it holds, as JMESPath has it: empty texts, lists and objects are false, and so is null.</summary>
    public bool Holds(JToken payload, JToken item) => Evaluate(payload, item) switch
    {
        null => false,
        JValue { Type: JTokenType.Boolean } flag => (bool)flag,
        JValue { Type: JTokenType.String } text => ((string)text!).Length > 0,
        JContainer container => container.HasValues,
        _ => true,
    };

    private static string Reason(Exception failure) => failure.Message.Split('\n')[0].Trim();
}

/// <summary>An expression could not be evaluated on a payload.</summary>
internal sealed class MapException(string reason, Exception? inner = null) : Exception(reason, inner);
