using System.Linq.Expressions;
using System.Reflection;
using KpiApi.GraphQL.Execution;

namespace KpiApi.GraphQL.Schema;

internal enum ParameterSlot
{
    Argument,
    Parent,
    Context,
    Service,
    Cancellation,
}

/// <summary>Turns members into delegates once, so that a request costs no reflection.</summary>
internal static class ResolverCompiler
{
    private static readonly ParameterExpression Source = Expression.Parameter(typeof(object), "source");
    private static readonly ParameterExpression Arguments = Expression.Parameter(typeof(object[]), "arguments");
    private static readonly ParameterExpression Scope = Expression.Parameter(typeof(RequestScope), "scope");

    public static Resolver Property(PropertyInfo property) =>
        Compile(Expression.Property(Expression.Convert(Source, property.DeclaringType!), property));

    public static Resolver Method(MethodInfo method, IReadOnlyList<ParameterSlot> slots)
    {
        var next = 0;
        var values = method.GetParameters().Zip(slots, (parameter, slot) => slot switch
        {
            ParameterSlot.Parent => Expression.Convert(Source, parameter.ParameterType),
            ParameterSlot.Context => Expression.Call(Scope, nameof(RequestScope.Context), [parameter.ParameterType]),
            ParameterSlot.Service => Expression.Call(Scope, nameof(RequestScope.Service), [parameter.ParameterType]),
            ParameterSlot.Cancellation => Expression.Property(Scope, nameof(RequestScope.Cancellation)),
            _ => (Expression)Expression.Convert(Expression.ArrayIndex(Arguments, Expression.Constant(next++)), parameter.ParameterType),
        });
        return Compile(Expression.Call(method, [.. values]));
    }

    private static Resolver Compile(Expression body) =>
        Expression.Lambda<Resolver>(Expression.Convert(body, typeof(object)), Source, Arguments, Scope).Compile();
}
