using System.Text;
using Microsoft.Extensions.FileProviders;

namespace KpiApi.Page;

/// <summary>The page at /: files of ours in wwwroot and Apache ECharts, which ask the public API like any other client.</summary>
internal static class DashboardPage
{
    /// <summary>Beside the program; the folder from which it was started does not matter.</summary>
    public static readonly string WebRoot = Path.Combine(AppContext.BaseDirectory, "wwwroot");

    private const string Manifests = "KpiApi.staticwebassets";

    /// <summary>Nothing of another host, nothing written into the markup: names of tickets and agents cannot become scripts.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Before publishing the files lie in the project and in the package, which a manifest beside the program tells.</summary>
    public static void UsePage(this WebApplicationBuilder builder)
    {
        var manifest = Path.Combine(AppContext.BaseDirectory, Manifests + ".runtime.json");
        if (!File.Exists(manifest)) return;
        builder.WebHost.UseSetting(WebHostDefaults.StaticWebAssetsKey, manifest);
        builder.WebHost.UseStaticWebAssets();
        // Files that change while the service runs would need a route for every path, and what is no GET would be a 404 there, not a 405.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
    }

    public static void MapPage(this WebApplication app)
    {
        var endpoints = Path.Combine(AppContext.BaseDirectory, Manifests + ".endpoints.json");
        app.MapStaticAssets(endpoints).AllowAnonymous();
        var page = Page(app.Environment.WebRootFileProvider);
        app.MapGet("/", (HttpContext context) =>
        {
            var headers = context.Response.Headers;
            (headers.ContentSecurityPolicy, headers.XContentTypeOptions, headers["Referrer-Policy"], headers.CacheControl) = (Policy, "nosniff", "no-referrer", "no-cache");
            // Relative addresses in the page need a path that ends with a slash; it does, at a prefix too.
            return context.Request.PathBase.HasValue && !context.Request.Path.HasValue
                ? Results.Redirect($"{context.Request.PathBase}/{context.Request.QueryString}")
                : Results.Bytes(page, "text/html; charset=utf-8");
        }).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>With all modules named: a browser fetches them side by side, and not each when another that asks for it has come.</summary>
    private static byte[] Page(IFileProvider files)
    {
        using var index = new StreamReader(files.GetFileInfo("index.html").CreateReadStream());
        var preloads = Modules(files, "page").Order(StringComparer.Ordinal).Select(path => $"<link rel=\"modulepreload\" href=\"{path}\">\n");
        return Encoding.UTF8.GetBytes(index.ReadToEnd().Replace("</head>", $"{string.Concat(preloads)}</head>", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Modules(IFileProvider files, string folder) => files.GetDirectoryContents(folder).SelectMany(file =>
        file.IsDirectory ? Modules(files, $"{folder}/{file.Name}") : file.Name.EndsWith(".js", StringComparison.Ordinal) ? [$"{folder}/{file.Name}"] : []);
}
