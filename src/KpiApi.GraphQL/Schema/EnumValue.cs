namespace KpiApi.GraphQL.Schema;

/// <summary>A value of an enum made at run time: the name clients write and the C# value resolvers get and give.</summary>
public sealed record EnumValue<T>(string Name, T Value, string? Description = null, string? DeprecationReason = null)
    where T : notnull;
