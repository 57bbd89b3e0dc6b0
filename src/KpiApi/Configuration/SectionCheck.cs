using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using KpiApi.Engine.Spelling;
using Microsoft.Extensions.Options;

namespace KpiApi.Configuration;

/// <summary>Finds everything that is wrong with the options before any of them is used.</summary>
internal static class SectionCheck
{
    /// <summary>Names and the form of values, before the services are made: some of them read their options then, and the framework throws at what it cannot read.</summary>
    /// <exception cref="OptionsValidationException">With a sentence for each option that is unknown or cannot be read.</exception>
    public static void CheckOptions(this WebApplicationBuilder builder)
    {
        List<OptionSection> sections = [.. builder.OptionSections()];
        Refuse(
            [
                .. sections.SelectMany(section => Problems(section, builder.Configuration.GetSection(section.Name))),
                .. builder.Configuration.GetChildren().SelectMany(values => Misspelt(values, sections)),
            ]);
    }

    public static IEnumerable<OptionSection> OptionSections(this WebApplicationBuilder builder) =>
        builder.Services.Where(service => service.ServiceType == typeof(OptionSection)).Select(service => (OptionSection)service.ImplementationInstance!);

    /// <summary>The values themselves.</summary>
    /// <exception cref="OptionsValidationException">With a sentence for each that is wrong.</exception>
    public static void CheckOptions(this WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (AggregateException several)
        {
            Refuse([.. several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(one => one.Failures)]);
        }
    }

    private static void Refuse(List<string> sentences)
    {
        if (sentences.Count > 0) throw new OptionsValidationException(Options.DefaultName, typeof(OptionSection), sentences);
    }

    private static IEnumerable<string> Problems(OptionSection section, IConfigurationSection values)
    {
        foreach (var value in values.GetChildren())
        {
            var option = section.Options.FirstOrDefault(option => option.Name.Equals(value.Key, StringComparison.OrdinalIgnoreCase));
            if (option is null) yield return Unknown(section, value.Key);
            else if (value.GetChildren().Any()) yield return $"{section.KeyOf(option)} is one text and has nothing below it.";
            else if (value.Value is { } text && !TypeDescriptor.GetConverter(option.PropertyType).IsValid(text)) yield return Unreadable(section, option, text);
        }
    }

    /// <summary>
    /// A section nearly named like one of ours, with an option that ours has. All else is somebody else's: the configuration holds the
    /// framework's sections and every environment variable.
    /// </summary>
    private static IEnumerable<string> Misspelt(IConfigurationSection values, List<OptionSection> sections)
    {
        if (sections.Exists(section => section.Name.Equals(values.Key, StringComparison.OrdinalIgnoreCase))) return [];
        var nearest = Nearest.To(values.Key, sections.Select(section => section.Name));
        return from section in sections
               where section.Name == nearest
               from value in values.GetChildren()
               where section.Options.Any(option => option.Name.Equals(value.Key, StringComparison.OrdinalIgnoreCase))
               select $"There is no section {values.Key}, so {values.Key}:{value.Key} does nothing; the nearest is {section.Name}:{value.Key}.";
    }

    private static string Unknown(OptionSection section, string name) =>
        Nearest.To(name, section.Options.Select(option => option.Name)) is { } nearest
            ? $"There is no option {section.Name}:{name}; the nearest is {section.Name}:{nearest}."
            : $"There is no option {section.Name}:{name}; section {section.Name} has {string.Join(", ", section.Options.Select(option => option.Name))}.";

    private static string Unreadable(OptionSection section, PropertyInfo option, string text) => option.GetCustomAttribute<RangeAttribute>() is { } range
        ? section.Sentence(option, range)
        : $"{section.KeyOf(option)} has to be {Form(option.PropertyType)}, not '{text}'.";

    private static string Form(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(bool) ? "true or false" : type == typeof(TimeSpan) ? "a span of time like 00:00:30" : "a number";
}
