using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace KpiApi.Configuration;

/// <summary>A section of the configuration and the class that it fills.</summary>
internal sealed record OptionSection(string Name, Type Type)
{
    /// <summary>Its options: what can be set by a text.</summary>
    public IReadOnlyList<PropertyInfo> Options { get; } = [.. Type.GetProperties().Where(property => property.CanWrite && IsTextual(property.PropertyType))];

    public string KeyOf(PropertyInfo option) => $"{Name}:{option.Name}";

    /// <summary>What is said of a value that an attribute of its option refuses.</summary>
    public string Sentence(PropertyInfo option, ValidationAttribute refusing) => refusing switch
    {
        { ErrorMessage: { } sentence } => sentence,
        RangeAttribute range => $"{KeyOf(option)} has to be from {range.Minimum} to {range.Maximum}.",
        _ => refusing.FormatErrorMessage(KeyOf(option)),
    };

    private static bool IsTextual(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { IsPrimitive: true } or { IsEnum: true }
        || type == typeof(string) || type == typeof(TimeSpan);
}
