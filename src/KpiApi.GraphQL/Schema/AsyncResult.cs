using System.Reflection;

namespace KpiApi.GraphQL.Schema;

internal static class AsyncResult
{
    /// <summary>How to await a resolver's result of this type; null when it is no task.</summary>
    public static Func<object, ValueTask<object?>>? AwaiterOf(Type type)
    {
        if (!type.IsGenericType) return null;
        var open = type.GetGenericTypeDefinition();
        var name = open == typeof(Task<>) ? nameof(OfTask) : open == typeof(ValueTask<>) ? nameof(OfValueTask) : null;
        if (name is null) return null;
        var method = typeof(AsyncResult).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
        return method.MakeGenericMethod(type.GetGenericArguments()).CreateDelegate<Func<object, ValueTask<object?>>>();
    }

    private static async ValueTask<object?> OfTask<T>(object task) => await (Task<T>)task;

    private static async ValueTask<object?> OfValueTask<T>(object task) => await (ValueTask<T>)task;
}
