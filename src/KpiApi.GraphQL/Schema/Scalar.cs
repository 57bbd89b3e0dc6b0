using System.Text.Json;

namespace KpiApi.GraphQL.Schema;

/// <summary>A custom scalar.</summary>
/// <param name="Name">Its name in the schema.</param>
/// <param name="Write">Writes one JSON value.</param>
/// <param name="Parse">
/// Makes the C# value of a string, bool, decimal, double, list or dictionary; throws <see cref="FormatException"/>, whose
/// message goes to the client, when it can't. Null for a scalar that is only written.
/// </param>
public sealed record Scalar<T>(string Name, Action<Utf8JsonWriter, T> Write, Func<object, T>? Parse = null)
    where T : notnull
{
    public string? Description { get; init; }

    public string? SpecifiedByUrl { get; init; }

    internal ScalarType ToType() => new(Name)
    {
        Description = Description,
        SpecifiedByUrl = SpecifiedByUrl,
        OnWrite = (writer, value) => Write(writer, (T)value),
        OnParse = (raw, _) => Parse is null ? throw new FormatException("it can't be given.") : Parse(RawInput.Plain(raw)!),
    };
}
