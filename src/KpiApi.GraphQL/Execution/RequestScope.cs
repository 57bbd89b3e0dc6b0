namespace KpiApi.GraphQL.Execution;

/// <summary>What resolvers take besides arguments: the host's context object, services and the request's cancellation.</summary>
internal sealed class RequestScope(object? context, IServiceProvider? services, CancellationToken cancellation)
{
    public CancellationToken Cancellation { get; } = cancellation;

    public T Context<T>() => context is T value
        ? value
        : throw new InvalidOperationException($"The request brings no context of type {typeof(T)}.");

    public T Service<T>() => services?.GetService(typeof(T)) is T service
        ? service
        : throw new InvalidOperationException($"No service of type {typeof(T)} is registered.");
}
