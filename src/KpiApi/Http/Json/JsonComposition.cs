using System.Text.Json;
using System.Text.Json.Serialization;

namespace KpiApi.Http.Json;

internal static class JsonComposition
{
    /// <summary>Enumerations are texts in snake case, in answers as in bodies.</summary>
    public static void AddKpiJson(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(options =>
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)));
}
