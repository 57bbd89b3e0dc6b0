using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KpiApi.Configuration;
using KpiApi.Storage.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace KpiApi.Tests.Configuration;

/// <summary>The table of options in src/KpiApi/README.md is made of the options' classes and their comments.</summary>
public sealed partial class OptionsPageTests
{
    private const string Begin = "<!-- options -->\n";
    private const string End = "<!-- /options -->\n";

    [Fact]
    public async Task Page_of_options_is_that_of_the_classes()
    {
        var file = Repository.File("src", "KpiApi", "README.md");
        var text = await File.ReadAllTextAsync(file);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        Assert.InRange(from, Begin.Length, to);
        var page = await PageAsync();
        if (Repository.IsWritten)
            await File.WriteAllTextAsync(file, text[..from] + page + text[to..]);
        else
            Assert.True(text[from..to] == page, $"The options in src/KpiApi/README.md are not those of the classes. {Repository.HowToWrite} The classes say:\n{page}");
    }

    [Fact]
    public async Task Every_class_of_options_is_a_section()
    {
        var classes = typeof(OptionSection).Assembly.GetTypes().Concat(typeof(StoreOptions).Assembly.GetTypes()).Where(type => type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true });
        Assert.Equal(
            classes.Select(type => $"{type.GetField("Section")!.GetRawConstantValue()} {type.Name}").Order(),
            (await SectionsAsync()).Select(section => $"{section.Name} {section.Type.Name}").Order());
    }

    private static async Task<List<OptionSection>> SectionsAsync()
    {
        await using var app = KpiApiHost.Build([]);
        return [.. app.Services.GetServices<OptionSection>()];
    }

    private static async Task<string> PageAsync()
    {
        var rows =
            from section in await SectionsAsync()
            let defaults = Activator.CreateInstance(section.Type)
            from option in section.Options
            select $"| `{section.KeyOf(option)}` | `{section.Name}__{option.Name}` | {Default(option.GetValue(defaults))} | {Meaning(option)} |\n";
        return "| option | environment variable | default | meaning |\n| --- | --- | --- | --- |\n" + string.Concat(rows);
    }

    private static string Default(object? value) => value switch
    {
        null or "" => "none",
        bool flag => flag ? "`true`" : "`false`",
        IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => $"`{value}`",
    };

    /// <summary>The comment at the property, from the file that the compiler has written beside the assembly.</summary>
    private static string Meaning(PropertyInfo option)
    {
        var type = option.DeclaringType!;
        var comments = XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml"));
        var comment = comments.Descendants("member").SingleOrDefault(member => (string?)member.Attribute("name") == $"P:{type.FullName}.{option.Name}");
        var text = Spaces().Replace(comment?.Element("summary")?.Value.Trim() ?? "", " ").Replace("|", "\\|", StringComparison.Ordinal);
        Assert.True(text.Length > 0, $"{type.Name}.{option.Name} says nothing of itself: it needs a <summary>.");
        return text;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
