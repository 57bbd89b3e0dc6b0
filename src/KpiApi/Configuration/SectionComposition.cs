using Microsoft.Extensions.Options;

namespace KpiApi.Configuration;

internal static class SectionComposition
{
    /// <summary>Options from a section of the configuration, checked when the service starts.</summary>
    public static OptionsBuilder<T> AddSection<T>(this IServiceCollection services, string name)
        where T : class
    {
        var section = new OptionSection(name, typeof(T));
        services.AddSingleton(section);
        services.AddSingleton<IValidateOptions<T>>(new AnnotatedOptions<T>(section));
        return services.AddOptions<T>().BindConfiguration(name).ValidateOnStart();
    }
}
