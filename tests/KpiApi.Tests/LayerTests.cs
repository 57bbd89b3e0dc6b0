using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace KpiApi.Tests;

/// <summary>Dependencies point one way: between the projects, and between the folders of each.</summary>
public sealed partial class LayerTests
{
    /// <summary>Each knows those before it. What lies beside the folders, the composition, knows all of them, and none knows it.</summary>
    private static readonly string[] s_service = ["Configuration", "Http", "Auth", "Ingest", "Settings", "Hooks", "Webhooks", "Kpis", "Changes", "Alerts", "Reports", "GraphQL", "Operations", "Page", "OpenApi", "Demo"];

    private static readonly string[] s_storage = ["Tables", "Databases", "Reading", "ColumnsFile", "Feed", "Checking", "Migrations", "Writing", "Outbox"];

    [Theory]
    [InlineData("KpiApi.Engine", "")]
    [InlineData("KpiApi.Storage", "KpiApi.Engine")]
    [InlineData("KpiApi", "KpiApi.Storage")]
    public void Project_references_only_the_one_below(string project, string below)
    {
        var file = XDocument.Load(Repository.File("src", project, project + ".csproj"));
        var references = file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Equal(below, string.Join(", ", references));
    }

    [Fact]
    public void Storage_knows_no_web_framework()
    {
        var file = XDocument.Load(Repository.File("src", "KpiApi.Storage", "KpiApi.Storage.csproj"));
        Assert.Equal("Microsoft.NET.Sdk", file.Root!.Attribute("Sdk")!.Value);
        Assert.Empty(file.Descendants("FrameworkReference"));
        Assert.Empty(Names("KpiApi.Storage", WebNames()).Select(name => $"{name.File}: {name.Name}"));
    }

    [Fact]
    public void Folder_of_the_service_uses_only_those_before_it() => Assert.Empty(Wrong("KpiApi", "KpiApi", s_service));

    [Fact]
    public void Folder_of_the_storage_uses_only_those_before_it() => Assert.Empty(Wrong("KpiApi.Storage", "KpiApi.Storage", s_storage));

    [Fact]
    public void Folders_do_not_know_the_composition() => Assert.Empty(
        Names("KpiApi", CompositionNames()).Where(name => name.File.Contains('/', StringComparison.Ordinal)).Select(name => $"{name.File}: {name.Name}"));

    private static IEnumerable<string> Wrong(string project, string root, string[] order)
    {
        Assert.Equal(order.Order(), Files(project).Where(file => file.Contains('/', StringComparison.Ordinal)).Select(file => file.Split('/')[0]).Distinct().Order());
        return from use in Names(project, new Regex($@"\b{Regex.Escape(root)}\.(?<name>{string.Join('|', order)})\b"))
               let folder = use.File.Split('/')[0]
               where use.File.Contains('/', StringComparison.Ordinal) && Array.IndexOf(order, use.Name) > Array.IndexOf(order, folder)
               select $"{use.File} uses {use.Name}, which comes after {folder}.";
    }

    /// <summary>What lines of code name; neither the namespace of a file nor its comments.</summary>
    private static IEnumerable<(string File, string Name)> Names(string project, Regex name) =>
        from file in Files(project)
        from line in File.ReadLines(Repository.File("src", project, file))
        where !line.StartsWith("namespace ", StringComparison.Ordinal) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        from match in name.Matches(Texts().Replace(line, ""))
        select (file, match.Groups["name"].Value);

    private static IEnumerable<string> Files(string project) => Directory
        .EnumerateFiles(Repository.File("src", project), "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Repository.File("src", project), file).Replace('\\', '/'))
        .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal));

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Texts();

    [GeneratedRegex(@"\b(?<name>Microsoft\.AspNetCore|System\.Net\.Http|HttpContext)\b")]
    private static partial Regex WebNames();

    [GeneratedRegex(@"\b(?<name>KpiApiHost|Arguments)\b\.")]
    private static partial Regex CompositionNames();
}
