using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KpiApi.Http;

/// <summary>Section Proxy: where a reverse proxy offers the service.</summary>
internal sealed class ProxyOptions
{
    public const string Section = "Proxy";

    /// <summary>The path prefix under which a reverse proxy offers the service, such as /kpi, whether the proxy takes it off or passes it on.</summary>
    [RegularExpression("(/[A-Za-z0-9._~-]+)*", ErrorMessage = "Proxy:PathBase has to be a path like /kpi, without a slash at its end.")]
    public string PathBase { get; set; } = "";
}

internal static class PathPrefix
{
    /// <summary>Before anything looks at the path. Links in answers begin with the prefix also where the proxy has taken it off.</summary>
    public static void UsePathPrefix(this WebApplication app)
    {
        PathString prefix = app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.PathBase;
        if (!prefix.HasValue) return;
        app.UsePathBase(prefix);
        app.Use((context, next) =>
        {
            if (!context.Request.PathBase.HasValue) context.Request.PathBase = prefix;
            return next(context);
        });
        // Else the framework chooses the route before, by the whole path.
        app.UseRouting();
    }
}
