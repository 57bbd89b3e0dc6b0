using System.Collections.Immutable;
using KpiApi.Ingest.Contracts;

namespace KpiApi.Hooks.Maps;

/// <summary>A kind of items that a map can make, as its contract describes them.</summary>
/// <param name="Name">As in the path: tickets.</param>
internal sealed record MappedKind(string Name, ImmutableArray<Field> Fields)
{
    public static readonly MappedKind Tickets = Of(Resources.Tickets);
    public static readonly MappedKind Events = Of(Resources.Events);

    /// <summary>What others name comes first.</summary>
    public static IReadOnlyList<MappedKind> All { get; } = [Of(Resources.Accounts), Of(Resources.Agents), Tickets, Events, Of(Resources.Surveys)];

    public Field? Find(string name) => Fields.FirstOrDefault(field => field.Name == name);

    private static MappedKind Of<T>(Resource<T> resource) => new(resource.Contract.Name, resource.Contract.Fields);
}
